// A page that carries everything it needs: its large parts are unpacked, then the player starts as in the app.
import { carried, unpackParts } from "../page/loading/packed_parts.js";
import { Player } from "../player.js";

async function openPage() {
  const host = document.querySelector(".bp-host");
  if (!(await unpackParts(host))) return;
  const { walk, view, cursor } = carried("walk");
  host.player = new Player(host, {}, view);
  await host.player.load(walk);
  host.player.show(cursor);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
    host.player.show(host.player.cursor),
  );
}

openPage();
