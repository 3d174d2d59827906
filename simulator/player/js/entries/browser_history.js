// The browser's Back and Forward go where one was on the page: a mode with its view and a network are an entry of it.
const PATIENCE = 3000; // ms after which the page is asked again, where it took no notice
const MOST_TIMES = 3;

const NAMES = ["mode", "network", "view", "lesson"];
const same = (one, other) => NAMES.every((name) => one?.[name] === other?.[name]);

// What the history's entry for a place is to be: "push" another, "replace" this one, or "" to leave it.
export function entryFor(place, before, entry) {
  if (!before) return "replace";
  return same(before, place) || same(entry, place) ? "" : "push";
}

export class Places {
  // `history` is the browser's; `now` and `later` are its clock.
  constructor(history, now = () => performance.now(), later = (what, wait) => setTimeout(what, wait)) {
    this.history = history;
    this.now = now;
    this.later = later;
    this.shown = null; // the place that the page shows, { mode, network, view, lesson }
    this.index = 0; // of its entry
    this.asked = null; // the place that the page was asked for, with the time `at`, and has not answered yet
    this.tell = null;
  }

  get entry() {
    return this.history.state?.backprop;
  }

  // The page shows this place, and has answered what it was asked for at the time `answered`; `tell` asks it.
  shows(place, answered, tell) {
    this.tell = tell;
    if (this.asked?.at === answered) this.asked = null;
    if (this.asked) {
      this.overtaken(place);
      return;
    }
    const how = entryFor(place, this.shown, this.entry);
    this.index = (this.history.state?.backpropAt ?? 0) + (how === "push" ? 1 : 0);
    if (how)
      this.history[`${how}State`]({ ...this.history.state, backprop: place, backpropAt: this.index }, "");
    this.shown = place;
  }

  // The page came to a place of its own before it took notice of Back, which thus went from the entry before: it
  // was meant to leave this place for the one before it.
  overtaken(place) {
    if (same(place, this.shown) || same(place, this.asked)) return;
    const further = this.index - (this.history.state?.backpropAt ?? 0);
    if (further > 0) this.history.go(further);
  }

  // The browser went to an entry; whether it is one of these.
  went(state) {
    if (!state?.backprop || !this.tell) return false;
    this.asked = { ...state.backprop, at: this.now() };
    this.ask(this.asked, 1);
    return true;
  }

  ask(asked, times) {
    this.tell(asked);
    this.later(() => {
      if (this.asked !== asked) return;
      if (times < MOST_TIMES) this.ask(asked, times + 1);
      else this.asked = null;
    }, PATIENCE);
  }
}

let places;

export default function ({ data, setTriggerValue }) {
  if (!places) {
    places = new Places(history);
    // Before Streamlit, which would take it for another of its pages and run that at the same time: of the two
    // runs the browser may then show the one that knows nothing of Back.
    const went = (event) => {
      if (places.went(event.state)) event.stopImmediatePropagation();
    };
    addEventListener("popstate", went, true);
  }
  places.shows(data.place, data.answered, (asked) => setTriggerValue("back", asked));
}
