// The chapters of a recording: a list that leads to them, and headings between its turns.

import { element, inward, words } from "/page/dom.js";

/** Returns a list of the chapters that leads to each, or nothing where there are none. */
export function contents(chapters, here) {
  if (chapters.length === 0) return null;
  return element("nav", { class: "chapters", "aria-label": "Chapters" },
    element("details", { open: chapters.length <= 12 },
      element("summary", {}, "Chapters"),
      element("ol", {}, chapters.map(({ title, start, start_s: at }) =>
        element("li", {}, inward(here(at), start, { class: "when" }), " ", words(title))))));
}

/** Returns the turns in lists, each chapter's title as a heading above the first turn that begins in
 *  it or after it. */
export function underHeadings(chapters, texts, turns) {
  const shown = [];
  let left = chapters;
  let list = null;
  const head = (begun) => {
    for (const { title } of begun) shown.push(element("h2", { class: "chapter" }, words(title)));
    if (begun.length > 0) list = null;
    left = left.slice(begun.length);
  };
  for (const [place, turn] of turns.entries()) {
    const at = texts[place].start_s;
    if (at !== null) head(left.filter(({ start_s: start }) => start <= at));
    if (!list) {
      list = element("ol", { class: "turns", "aria-label": "Turns" });
      shown.push(list);
    }
    list.append(turn);
  }
  head(left);
  return shown;
}
