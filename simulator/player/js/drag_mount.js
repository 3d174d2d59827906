// Streamlit calls this for each answer: it goes to the player, which sends positions and typed numbers the same way, and
// asks for what answers to steps are compared with.
export default function ({ data, parentElement, setTriggerValue }) {
  const channel = parentElement.querySelector(".bp-channel");
  // Each by a name of its own: of two requests by one name that come close together the page hears the last.
  channel.send = (asked) => setTriggerValue("ask", asked);
  channel.type = (asked) => setTriggerValue("typed", asked);
  channel.compare = (asked) => setTriggerValue("compare", asked);
  const host = /** @type {any} */ (document.querySelector(".bp-host"));
  const { answer } = data;
  if (!host?.player) return;
  if (!answer) {
    host.player.practice.want(); // there was no way to ask for it before
    return;
  }
  if (answer.compared !== undefined) {
    const ofThis = answer.compared && host.serial === answer.serial;
    host.player.practice.learn(ofThis ? JSON.parse(answer.compared) : null, answer.at);
    return;
  }
  if (!answer.serial) {
    host.player.drag.answered(answer);
    return;
  }
  const walk = host.serial !== answer.serial ? JSON.parse(answer.walk) : null;
  host.serial = answer.serial;
  host.player.exchange.took(walk, answer);
}
