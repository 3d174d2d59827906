// Streamlit calls this for each answer: it goes to the player, which sends positions and typed numbers the same way.
export default function ({ data, parentElement, setTriggerValue }) {
  const channel = parentElement.querySelector(".bp-channel");
  channel.send = (asked) => setTriggerValue("ask", asked);
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
