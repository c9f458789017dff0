// The recordings, and a way to add one.

import { all, put } from "/page/api.js";
import { element, failure, loading, replace, say } from "/page/dom.js";
import { keyField } from "/page/key.js";
import { address, moment } from "/page/state.js";

/** Shows the list of recordings. */
export async function showRecordings(main, state, signal) {
  const list = element("section", { "aria-label": "All recordings" }, loading("Looking …"));
  replace(main, element("h1", {}, "Recordings"), list, upload(() => fill(list, signal)));
  await fill(list, signal);
}

async function fill(list, signal) {
  try {
    const recordings = await all("/v1/transcripts", "transcripts", signal);
    replace(list, recordings.length
      ? table(recordings)
      : element("p", { class: "note" }, "There is no recording yet. Add one below, or run whosaid index PATH…"));
  } catch (error) {
    if (error.name !== "AbortError") replace(list, failure(error, () => fill(list, signal)));
  }
}

function table(recordings) {
  const head = ["Title", "Day", "Length", "Speakers"];
  return element("div", { class: "scroll" }, element("table", {},
    element("thead", {}, element("tr", {}, head.map((name) => element("th", { scope: "col" }, name)))),
    element("tbody", {}, recordings.map((recording) => element("tr", {},
      element("td", {}, element("a", { href: moment(recording.id), "data-view": "" }, recording.title)),
      element("td", { class: "number" }, recording.date ?? "–"),
      element("td", { class: "number" }, recording.duration ?? "–"),
      element("td", {}, recording.speakers.map((speaker) => speaker.name ?? speaker).join(", ") || "nobody named"))))));
}

function upload(done) {
  const progress = element("progress", { max: "1", "aria-label": "Upload", hidden: true });
  const told = element("div", { "aria-live": "polite" });
  const chooser = element("input", { type: "file", id: "file", multiple: true, onchange: () => send(chooser.files) });
  async function send(files) {
    for (const file of files) {
      const id = file.name.replace(/\.[^.]*$/, "") || file.name;
      progress.hidden = false;
      replace(told, `Reading ${file.name} …`);
      try {
        await put(`/v1/transcripts/${encodeURIComponent(id)}`, file, (share) => { progress.value = share; });
        replace(told, element("p", { class: "note" }, `${file.name} can be asked now. `,
          element("a", { href: address({ transcript: id }), "data-view": "" }, "Ask it something")));
        say(`${file.name} was added`);
        await done();
      } catch (error) {
        replace(told, failure(error));
        break;
      } finally {
        progress.hidden = true;
      }
    }
    chooser.value = "";
  }
  const drop = element("div", {
    class: "drop",
    ondragover: (event) => { event.preventDefault(); drop.classList.add("over"); },
    ondragleave: () => drop.classList.remove("over"),
    ondrop: (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      send(event.dataTransfer.files);
    },
  },
  element("p", {}, element("label", { for: "file" }, "Drop a transcript here, or choose one: "), chooser), progress);
  return element("section", { "aria-label": "Add a recording" },
    element("h2", {}, "Add a transcript"),
    drop, told, keyField());
}
