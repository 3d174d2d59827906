// The shapes of a step, and what moves over them, in each frame until nothing does; `cut`: a key pressed midway.
async (cut) => {
  const frame = () => new Promise(requestAnimationFrame);
  const root = document.querySelector(".bp");
  const words = () => root.querySelector(".bp-seen");
  const still = () => {
    const copy = words().cloneNode(true);
    copy.querySelector(".bp-motion")?.remove();
    return copy.innerHTML;
  };
  const how = { bubbles: true, cancelable: true };
  const press = (key) => root.dispatchEvent(new KeyboardEvent("keydown", { key, ...how }));
  press("ArrowRight");
  const first = still();
  const from = performance.now();
  const seen = [];
  let same = true;
  let moving = 0;
  while (performance.now() - from < 3000) {
    await frame();
    const tokens = words().querySelectorAll(".bp-token");
    seen.push(tokens.length);
    moving = Math.max(moving, root.getAnimations({ subtree: true }).length);
    same &&= still() === first;
    if (cut && tokens.length) {
      press(cut);
      const left = words().querySelectorAll(".bp-token").length;
      return { left, cursor: Number(root.dataset.cursor) };
    }
    if (seen.some(Boolean) && !tokens.length) break;
    if (!seen.some(Boolean) && performance.now() - from > 500) break;
  }
  return { first: seen[0], most: Math.max(...seen), last: seen.at(-1), same, moving };
};
