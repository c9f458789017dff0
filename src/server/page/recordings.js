// The recordings, and a way to add one.

import { failure } from "/page/access.js";
import { KEYED } from "/page/api.js";
import { command, count, element, inward, loading, replace, words } from "/page/dom.js";
import { readLibrary } from "/page/library.js";
import { uploadSection } from "/page/upload.js";

/** Shows the list of recordings. */
export async function showRecordings(main, state, signal) {
  const list = element("section", { "aria-label": "All recordings" }, loading("Looking …"));
  const refill = () => fill(list, signal);
  // Wherever a key is given, it is for the whole page.
  addEventListener(KEYED, refill, { signal });
  replace(main, element("h1", {}, "Recordings"), list, uploadSection(refill, signal));
  await refill();
}

async function fill(list, signal) {
  try {
    const library = await readLibrary(signal);
    replace(list, library.recordings.length
      ? element("ul", { class: "rows" }, library.recordings.map((recording) => row(recording, library)))
      : element("p", { class: "note" }, "There is no recording yet. Add one below, or run ",
        command("whosaid index PATH…"), " where the server runs."));
  } catch (error) {
    if (error.name !== "AbortError") replace(list, failure(error, error.wantsKey ? () => {} : () => fill(list, signal)));
  }
}

function row(recording, library) {
  const facts = [recording.date, recording.duration, count(recording.turns, "turn")].filter(Boolean).join(" · ");
  const speakers = recording.speakers.flatMap((name, place) => (place ? [", ", words(name)] : [words(name)]));
  return element("li", {},
    element("p", { class: "title" }, inward(library.moment(recording.id), library.titled(recording.id), { class: "open" })),
    element("p", { class: "faint" }, facts),
    element("p", {}, speakers.length ? speakers : "nobody is named"));
}
