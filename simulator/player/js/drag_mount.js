// Streamlit calls this for each answer: it goes to the player, which sends positions and typed numbers the same way.
export default function ({ data, parentElement, setTriggerValue }) {
  const channel = parentElement.querySelector(".bp-channel");
  // Each by a name of its own: of two requests by one name that come close together the page hears the last.
  channel.send = (asked) => setTriggerValue("ask", asked);
  channel.type = (asked) => setTriggerValue("typed", asked);
  const host = /** @type {any} */ (document.querySelector(".bp-host"));
  const { answer } = data;
  if (!answer || !host?.player) return;
  if (!answer.serial) {
    host.player.drag.answered(answer);
    return;
  }
  const walk = host.serial !== answer.serial ? JSON.parse(answer.walk) : null;
  host.serial = answer.serial;
  host.player.took(walk, answer);
}
