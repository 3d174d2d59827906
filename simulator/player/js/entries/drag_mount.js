// Streamlit calls this for each answer: it goes to the player, which sends typed numbers the same way, and asks for what
// answers to steps are compared with; and positions, as long as there is no line for them.
import { Line } from "../drag/line.js";

export default function ({ data, parentElement, setTriggerValue }) {
  const channel = parentElement.querySelector(".bp-channel");
  if (data.line) channel.line = lineTo(data.line, channel.line);
  // Each by a name of its own: of two requests by one name that come close together the page hears the last.
  channel.send = (asked) => {
    if (!channel.line?.send(asked)) setTriggerValue("ask", asked);
  };
  channel.ready = () => Boolean(channel.line?.ready());
  channel.type = (asked) => setTriggerValue("typed", asked);
  channel.compare = (asked) => setTriggerValue("compare", asked);
  const host = hostOfPlayer();
  if (host?.player) tell(host, data.answer);
  return () => channel.line?.close();
}

const hostOfPlayer = () => /** @type {any} */ (document.querySelector(".bp-host"));

// The line at an address relative to the page: the one that is there, where it leads there.
function lineTo(line, before) {
  const address = new URL(`./${line}`, document.baseURI).href.replace(/^http/, "ws");
  if (before?.address === address) return before;
  before?.close();
  return new Line(address, (answer) => hostOfPlayer()?.player?.drag.answered(answer));
}

function tell(host, answer) {
  if (!answer) {
    host.player.practice.comparison.want(); // there was no way to ask for it before
    return;
  }
  if (answer.compared !== undefined) {
    const ofThis = answer.compared && host.serial === answer.serial;
    host.player.practice.comparison.learn(ofThis ? JSON.parse(answer.compared) : null, answer.at);
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
