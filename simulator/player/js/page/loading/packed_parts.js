// The large parts of a page that carries everything it needs: Plotly and the font of the formulas, unpacked.
import { el } from "../../text/elements.js";

async function unpacked(id) {
  const packed = Uint8Array.from(atob(document.getElementById(id).textContent), (letter) =>
    letter.charCodeAt(0),
  );
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")));
}

// Whether this browser can; where it cannot, `host` says so.
export async function unpackParts(host) {
  if (!globalThis.DecompressionStream) {
    host.textContent = "This page needs a browser of 2023 or later.";
    return false;
  }
  const [plotly, font] = await Promise.all([unpacked("plotly"), unpacked("font")]);
  document.head.append(el("script", {}, await plotly.text()));
  document.fonts.add(await new FontFace("STIX Two Math", await font.arrayBuffer()).load());
  return true;
}

// What the page is of, as JSON in the element of this name.
export const carried = (id) => JSON.parse(document.getElementById(id).textContent);
