// A page in a learning system: how a reader did at "ask me" is reported by SCORM 1.2, as score and as completion.
import { el } from "../text/elements.js";

const FARTHEST = 500; // windows that are gone up through, as ADL's own search does
const LOST = "No learning system answers here: nothing is reported.";
const REFUSED = "The learning system did not take the score.";
const WAITING = "Press “ask me”: the score goes to the learning system.";

// The API of the learning system: in a window above this one, or above the one that opened it.
function above(start) {
  let found = start;
  for (let n = 0; found && n < FARTHEST; n++) {
    try {
      if (found.API) return found.API;
    } catch {
      return null; // a window of another origin tells nothing
    }
    if (found.parent === found) return null;
    found = found.parent;
  }
  return null;
}

class Reporter {
  constructor(api) {
    this.api = api;
    this.begun = performance.now();
    this.open = api.LMSInitialize("") === "true";
    this.status = this.open ? api.LMSGetValue("cmi.core.lesson_status") : "";
    this.best = this.open ? Number(api.LMSGetValue("cmi.core.score.raw")) || 0 : 0;
    if (this.open && !["completed", "passed", "failed"].includes(this.status))
      this.give({ "cmi.core.lesson_status": "incomplete" });
  }

  // Whether all of it was taken and kept.
  give(values) {
    const taken = Object.entries(values).map(([name, value]) => this.api.LMSSetValue(name, value));
    return taken.every((said) => said === "true") && this.api.LMSCommit("") === "true";
  }

  // The score is the share of all steps that were answered rightly; an earlier, better one stays. Done is who was asked
  // for each step, also where it was shown without a right answer.
  report({ right, asked, revealed }) {
    if (!this.open || !asked) return LOST;
    this.best = Math.max(this.best, Math.round((10_000 * right) / asked) / 100);
    const given = {
      "cmi.core.score.min": "0",
      "cmi.core.score.max": "100",
      "cmi.core.score.raw": `${this.best}`,
    };
    if (right + revealed >= asked) given["cmi.core.lesson_status"] = "completed";
    const said = `${right} of ${asked} right, ${asked - right - revealed} still open`;
    return this.give(given) ? `Reported: ${said}; the score is ${this.best} of 100.` : REFUSED;
  }

  // Once, when the page is left.
  end() {
    if (!this.open) return;
    this.open = false;
    const seconds = (performance.now() - this.begun) / 1000;
    const two = (n) => `${Math.floor(n)}`.padStart(2, "0");
    const time = `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
    this.give({ "cmi.core.session_time": time });
    this.api.LMSFinish("");
  }
}

const line = el("p", { role: "status", class: "bp-reported" });
document.querySelector(".bp-origin")?.append(line);
const api = above(window) ?? (window.opener && above(window.opener));
const reporter = api && new Reporter(api);
line.textContent = reporter?.open ? WAITING : LOST;
if (reporter?.open) {
  document.addEventListener("bp-practice", (event) => {
    line.textContent = reporter.report(/** @type {CustomEvent} */ (event).detail);
  });
  addEventListener("pagehide", () => reporter.end());
}
