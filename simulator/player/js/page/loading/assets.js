// What the player loads from this very server: Plotly, and the font of the formulas.
import { el } from "../../text/elements.js";

let plotlyComing;

// Plotly, unless it is on the page already.
export function loadPlotly({ plotly }) {
  plotlyComing ??= new Promise((resolve, reject) => {
    if (globalThis.Plotly) {
      resolve(globalThis.Plotly);
      return;
    }
    const arrived = () => resolve(globalThis.Plotly);
    document.head.append(el("script", { src: plotly, onload: arrived, onerror: reject }));
  });
  return plotlyComing;
}

let fontComing;

// Where a page carries the font itself there is no address.
export function loadFont({ font }) {
  if (!font || fontComing) return;
  const face = new FontFace("STIX Two Math", `url("${font}")`);
  fontComing = face.load().then(() => document.fonts.add(face));
}
