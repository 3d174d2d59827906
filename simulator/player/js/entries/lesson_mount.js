// Streamlit calls this for each rerun of the page of lessons: the list, or a lesson; the lesson's player stays.
import { el } from "../text/elements.js";
import { keepOpen, openHere } from "../lesson/kept_progress.js";
import { LessonBook } from "../lesson/book.js";
import { lessonShelf } from "../lesson/shelf.js";

function shelve(host, { shelf }, ask) {
  host.book?.stop();
  host.book = undefined;
  const open = (name) => ask({ what: "open", name });
  host.replaceChildren(el("div", { class: "bp-lesson-list" }, lessonShelf(shelf, open)));
  const left = openHere();
  if (!globalThis.backpropShelved && shelf.some(({ name }) => name === left)) open(left); // after a reload
  globalThis.backpropShelved = true;
}

async function openBook(host, { lesson, part, links, shelf, visit }, assets, ask) {
  const link = (at) => {
    const { origin, pathname } = location;
    return `${origin}${pathname}?${links.parameter}=${host.links.parts[at]}`;
  };
  const ways = {
    list: () => ask({ what: "list" }),
    link: links ? link : null,
    open: (name) => ask({ what: "open", name }),
    write: (name) => ask({ what: "notation", name }),
  };
  host.book?.stop();
  host.replaceChildren();
  host.book = new LessonBook(host, assets, ways);
  globalThis.backpropShelved = true;
  keepOpen(shelf.some(({ name }) => name === lesson.name) ? lesson.name : null);
  globalThis.backpropParts ??= new Set(); // what a link opened is opened there once
  const first = !globalThis.backpropParts.has(visit);
  globalThis.backpropParts.add(visit);
  await host.book.open(lesson, first ? part : null);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const base = new URL("./", document.baseURI);
  const assets = Object.fromEntries(
    Object.entries(data.assets).map(([name, path]) => [name, new URL(`${path}`, base).href]),
  );
  const host = parentElement.querySelector(".bp-host");
  const ask = (asked) => {
    if (asked.what === "list") keepOpen(null);
    setTriggerValue("ask", { ...asked, at: performance.now() });
  };
  const serial = `${data.serial}`;
  if (host.serial !== serial) {
    host.serial = serial;
    const lesson = data.lesson && JSON.parse(data.lesson);
    host.links = data.links;
    if (!lesson) shelve(host, data, ask);
    else if (host.visit === data.visit && host.book?.lesson?.key === lesson.key) host.book.rewrite(lesson);
    else openBook(host, { ...data, lesson }, assets, ask);
    host.visit = data.visit;
  } else if (host.book) host.book.player.show(host.book.player.cursor); // the theme may be another
  return () => {
    host.book?.stop();
    host.book = undefined;
    host.serial = undefined;
  };
}
