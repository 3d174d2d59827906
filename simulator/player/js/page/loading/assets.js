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

const PATIENCE = 5000; // ms for which formulas wait for their font
let fontComing;

// Where a page carries the font itself there is no address.
function loadFont({ font }) {
  if (!font) return Promise.resolve();
  const face = new FontFace("STIX Two Math", `url("${font}")`);
  return face.load().then(() => document.fonts.add(face));
}

// Formulas are seen when their font is there: in another one they are lower, and what is below them would move.
export async function awaitFont(assets, root) {
  root.dataset.font = "coming";
  fontComing ??= loadFont(assets).catch(() => {}); // without it they are set in another
  await Promise.race([fontComing, new Promise((done) => setTimeout(done, PATIENCE))]);
  root.dataset.font = "here";
}
