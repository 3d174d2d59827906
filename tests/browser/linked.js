// Point at each thing in turn, named by a selector or by its place in the graph: which of all of them are lit then,
// "same", or less, "part"; "" for neither, "some" where not all of a kind are alike, "missing" where there is none.
(things) => {
  const root = document.querySelector(".bp");
  const { graph, plot } = root.parentElement.player;
  const all = (thing) => {
    if (typeof thing === "string") return [...root.querySelectorAll(thing)];
    const [l, c, r] = thing;
    const places = r ? graph.edges : graph.circles;
    return places.filter((one) => one.l === l && one.c === c && (!r || one.r === r)).map(({ path }) => path);
  };
  const pointAt = (thing, node) => {
    const how = { bubbles: true, composed: true, pointerType: "mouse" };
    if (typeof thing === "string") return node.dispatchEvent(new PointerEvent("pointermove", how));
    const [l, c, r] = thing;
    const box = plot.getBoundingClientRect();
    const [x, y] = graph.spot(l, c);
    const [u, v] = r ? graph.spot(l - 1, r) : [x, y];
    const place = { clientX: box.left + u + (x - u) * 0.3, clientY: box.top + v + (y - v) * 0.3 };
    return plot.dispatchEvent(new PointerEvent("pointermove", { ...how, ...place }));
  };
  const look = (thing) => {
    const looks = all(thing).map(({ classList }) => {
      if (classList.contains("bp-same")) return "same";
      return classList.contains("bp-part") ? "part" : "";
    });
    if (!looks.length) return "missing";
    return looks.every((one) => one === looks[0]) ? looks[0] : "some";
  };
  return things.map((thing) => {
    root.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, pointerType: "mouse" }));
    const [node] = all(thing);
    if (!node) return ["missing"];
    pointAt(thing, node);
    return things.map(look);
  });
}
