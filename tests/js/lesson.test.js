// The rules of a lesson's page: what of a text stays on one line, and what is taken for progress.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  begun,
  readProgress,
  standsAt,
  withChoice,
  withStep,
} from "../../simulator/player/js/lesson/progress.js";
import { unbroken } from "../../simulator/player/js/lesson/unbroken_formulas.js";

test("a formula stays on one line, and words around it do not", () => {
  const shown = unbroken("The two are S = −2 A e here, and ∂F/∂W = x S is a gradient.").replaceAll(
    "\u00a0",
    "_",
  );
  assert.equal(shown, "The two are S_=_−2_A_e here, and ∂F/\u2060∂W_=_x_S is a gradient.");
  const other = unbroken("So δ̂ = (Wᵀ δ) ⊙ σ′(z) here, and ∂C/∂W = δ âᵀ.").replaceAll("\u00a0", "_");
  assert.equal(other, "So δ̂_=_(Wᵀ_δ)_⊙_σ′\u2060(z) here, and ∂C/\u2060∂W_=_δ_âᵀ.");
  assert.equal(unbroken("a weight, an input"), "a weight, an input");
});

test("what was kept comes back, and what is none is left", () => {
  let progress = withStep(begun(), 3, 12, { done: "once", slips: [] });
  progress = standsAt(withChoice(withChoice(progress, 4, 1), 4, 0), 4, 7);
  assert.deepEqual(readProgress(JSON.parse(JSON.stringify(progress))), progress);
  const bad = [
    null,
    7,
    [],
    {},
    { ...progress, part: -1 },
    { ...progress, part: 1.5 },
    { ...progress, at: "x" },
    { ...progress, steps: { "3;12": { done: "once", slips: [] } } },
    { ...progress, steps: { "3,12": { done: "never", slips: [] } } },
    { ...progress, steps: { "3,12": { done: "once", slips: ["<b>"] } } },
    { ...progress, chosen: { 4: ["1"] } },
    { ...progress, chosen: [] },
  ];
  for (const one of bad) assert.equal(readProgress(one), null, JSON.stringify(one));
});
