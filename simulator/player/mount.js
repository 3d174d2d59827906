// Streamlit calls this for each rerun and each change of theme; the player itself stays.
export default function ({ data, parentElement, setTriggerValue }) {
  const base = new URL("./", document.baseURI);
  const assets = { plotly: new URL(data.assets.plotly, base).href, font: new URL(data.assets.font, base).href };
  const host = parentElement.querySelector(".bp-host");
  host.player ??= new Player(host, assets);
  host.player.onEdit = data.editable ? (asked) => setTriggerValue("edit", asked) : null;
  if (host.serial !== data.serial) {
    host.serial = data.serial;
    host.player.load(data.walk);
  } else if (host.player.graph?.neurons) {
    host.player.restarting = false; // what was asked for was refused
    host.player.show(host.player.cursor);
  }
  return () => { host.player?.stop(); host.player = undefined; host.serial = undefined; };
}
