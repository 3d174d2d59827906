// A page that carries everything it needs: its large parts are unpacked, then the player starts as in the app.
import { Player } from "./player.js";
import { el } from "./text/elements.js";

async function unpacked(id) {
  const packed = Uint8Array.from(atob(document.getElementById(id).textContent), (letter) =>
    letter.charCodeAt(0),
  );
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")));
}

async function openPage() {
  const host = document.querySelector(".bp-host");
  if (!globalThis.DecompressionStream) {
    host.textContent = "This page needs a browser of 2023 or later.";
    return;
  }
  const { walk, view, cursor } = JSON.parse(document.getElementById("walk").textContent);
  const [plotly, font] = await Promise.all([unpacked("plotly"), unpacked("font")]);
  document.head.append(el("script", {}, await plotly.text()));
  document.fonts.add(await new FontFace("STIX Two Math", await font.arrayBuffer()).load());
  host.player = new Player(host, {}, view);
  await host.player.load(walk);
  host.player.show(cursor);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
    host.player.show(host.player.cursor),
  );
}

openPage();
