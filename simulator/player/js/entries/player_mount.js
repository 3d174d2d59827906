// Streamlit calls this for each rerun and each change of theme; the player itself stays.
import { Player } from "../player.js";

export default function ({ data, parentElement, setTriggerValue }) {
  const base = new URL("./", document.baseURI);
  const assets = {
    plotly: new URL(data.assets.plotly, base).href,
    font: new URL(data.assets.font, base).href,
  };
  const host = parentElement.querySelector(".bp-host");
  host.player ??= new Player(host, assets);
  host.player.onEdit = data.editable ? (asked) => setTriggerValue("edit", asked) : null;
  host.player.onTaken = () => setTriggerValue("follow", performance.now());
  Object.assign(host.player, { lens: data.lens, picking: data.tools === "picking" });
  host.player.clock.looked = data.looked;
  host.player.drawer.offer(data.tools, host.closest(".st-key-stepper"));
  if (data.offered) host.player.share.offer(data.offered);
  const walk = host.serial !== data.serial ? JSON.parse(data.walk) : null;
  host.serial = data.serial;
  host.player.exchange.arrived(walk, data.answered, data.opening, data.given, data.belongs);
  return () => {
    host.player?.stop();
    host.player = undefined;
    host.serial = undefined;
  };
}
