// A lesson as a page that carries everything it needs.
import { carried, unpackParts } from "../page/loading/packed_parts.js";
import { LessonBook } from "../lesson/book.js";

async function openLesson() {
  /** @type {HTMLElement & { book?: LessonBook }} */
  const host = document.querySelector(".bp-host");
  if (!(await unpackParts(host))) return;
  host.book = new LessonBook(host, {}, { list: null, link: null, open: null, write: null });
  await host.book.open(carried("lesson"));
  const { player } = host.book;
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => player.show(player.cursor));
}

openLesson();
