// Transcripts are added here by whoever has a key that may write: dropped, or chosen.

import { failure, keyForm, keyWanted } from "/page/access.js";
import { key, put } from "/page/api.js";
import { count, element, inward, replace, say, words } from "/page/dom.js";
import { address } from "/page/state.js";

/** Returns the section that takes files and calls `added` after each that was stored. */
export function uploadSection(added, signal) {
  const section = element("section", { "aria-labelledby": "add-title" });
  const draw = () => replace(section,
    element("h2", { id: "add-title" }, "Add a transcript"),
    key() ? zone(added, draw) : keyWanted(draw));
  draw();
  // A file that misses the zone would be opened in the place of this page.
  for (const kind of ["dragover", "drop"]) addEventListener(kind, (event) => event.preventDefault(), { signal });
  return section;
}

function zone(added, changed) {
  const files = element("ul", { class: "uploads", "aria-label": "Files" });
  const chooser = element("input", { type: "file", id: "file", multiple: true });
  const send = async (chosen) => {
    // One after the other: the server reads one at a time as fast as it can.
    for (const file of [...chosen]) await sendOne(file, files, added);
  };
  chooser.addEventListener("change", async () => {
    await send(chooser.files);
    chooser.value = "";
  });
  const mark = (event) => drop.classList.toggle("over", event.type === "dragover");
  const drop = element("div", {
    class: "drop", ondragover: mark, ondragleave: mark,
    ondrop: (event) => {
      mark(event);
      send(event.dataTransfer.files);
    },
  },
  element("p", {}, element("label", { for: "file" }, "Drop transcripts here, or choose them")),
  chooser,
  element("p", { class: "faint" }, "Subtitles, JSON of a transcriber, Word or plain text: the content tells the format."));
  return [drop, files, element("details", {}, element("summary", {}, "Key"), keyForm(changed))];
}

async function sendOne(file, files, added) {
  const id = file.name.replace(/\.[^.]*$/, "") || file.name;
  const told = element("div", {}, `Sending ${file.name} …`);
  const progress = element("progress", { max: "1", "aria-label": `Sending ${file.name}` });
  const item = element("li", {}, told, progress);
  files.prepend(item);
  say(`Sending ${file.name}`);
  try {
    const stored = await put(`/v1/transcripts/${encodeURIComponent(id)}`, file, (share) => {
      if (share < 1) progress.value = share;
      else {
        progress.removeAttribute("value");
        replace(told, `Reading ${file.name} …`);
      }
    });
    replace(item, outcome(file.name, id, stored));
    say(`${file.name} ${stored.findable ? "can be asked" : "is stored"}`);
    await added();
  } catch (error) {
    replace(item, element("p", {}, words(file.name)),
      failure(error, () => {
        item.remove();
        sendOne(file, files, added);
      }));
  }
}

function outcome(name, id, stored) {
  const what = stored.status === "unchanged"
    ? " was there already."
    : ` ${stored.findable ? "can be asked now" : "is stored, and can be asked in a moment"}: ${count(stored.turns, "turn")}, ${count(stored.passages, "passage")}.`;
  return element("div", { class: "note" },
    element("p", {}, words(name), what, " ",
      inward(address({ transcript: id }), "Ask it something"), " ",
      inward(address({ view: "transcript", id }), "Read it")),
    stored.warnings.length > 0 && element("details", {},
      element("summary", {}, `${count(stored.warnings.length, "place")} could not be read as it stood`),
      element("ul", {}, stored.warnings.map((warning) => element("li", {}, words(warning))))));
}
