// Transcripts are added here by whoever has a key that may write: dropped, or chosen. None takes the
// place of another unasked.

import { failure, keyForm, keyWanted } from "/page/access.js";
import { KEYED, all, key, put } from "/page/api.js";
import { count, element, inward, replace, say, words } from "/page/dom.js";
import { address } from "/page/state.js";

/** Returns the section that takes files and calls `added` after each that was stored. */
export function uploadSection(added, signal) {
  const section = element("section", { "aria-labelledby": "add-title" });
  let hadKey;
  const draw = () => {
    // Another key leaves what is said of files that were sent.
    if (hadKey === Boolean(key())) return;
    hadKey = Boolean(key());
    replace(section,
      element("h2", { id: "add-title" }, "Add a transcript"),
      hadKey ? zone(added) : keyWanted(() => {}));
  };
  draw();
  addEventListener(KEYED, draw, { signal });
  // A file that misses the zone would be opened in the place of this page.
  for (const kind of ["dragover", "drop"]) addEventListener(kind, (event) => event.preventDefault(), { signal });
  return section;
}

function zone(added) {
  const files = element("ul", { class: "uploads", "aria-label": "Files" });
  const chooser = element("input", { type: "file", id: "file", multiple: true });
  const send = async (chosen) => {
    // One after the other: the server reads one at a time as fast as it can.
    for (const file of [...chosen]) await offer(file, files, added);
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
  return [drop, files, element("details", {}, element("summary", {}, "Key"), keyForm(() => {}))];
}

/** Sends a file under the name it has, or asks first where a transcript has that name already. */
async function offer(file, files, added, id = stem(file.name)) {
  const item = element("li", {}, `Looking whether there is ${id} already …`);
  files.prepend(item);
  try {
    const taken = await idsLike(id);
    if (taken.has(id)) replace(item, conflict(file, files, added, id, free(id, taken), item));
    else await sendOne(file, files, added, id, item);
  } catch (error) {
    replace(item, element("p", {}, words(file.name)), failure(error, () => {
      item.remove();
      offer(file, files, added, id);
    }));
  }
}

/** Returns the name of a file without its ending. */
function stem(name) {
  return name.replace(/\.[^.]*$/, "") || name;
}

/** Returns the ids of all transcripts that have these letters. */
async function idsLike(id) {
  const found = await all(`/v1/transcripts?q=${encodeURIComponent(id)}`, "transcripts");
  return new Set(found.map((transcript) => transcript.id));
}

/** Returns an id like this one that nothing has. */
function free(id, taken) {
  let number = 2;
  while (taken.has(`${id}-${number}`)) number += 1;
  return `${id}-${number}`;
}

/** Asks what is to become of a file whose name another transcript has: its words would be replaced,
 *  and its speakers' names would go to whoever has their labels here. */
function conflict(file, files, added, id, other, item) {
  say(`There is a transcript ${id} already`);
  return element("div", { class: "note" },
    element("p", {}, words(file.name), " was not sent: there is a transcript ",
      inward(address({ view: "transcript", id }), words(id)), " already."),
    element("p", { class: "actions" },
      element("button", { type: "button", onclick: () => sendOne(file, files, added, id, item) }, `Replace ${id}`), " ",
      element("button", {
        type: "button",
        onclick: () => {
          item.remove();
          offer(file, files, added, other);
        },
      }, `Add it as ${other}`)));
}

async function sendOne(file, files, added, id, item) {
  const told = element("div", {}, `Sending ${file.name} …`);
  const progress = element("progress", { max: "1", "aria-label": `Sending ${file.name}` });
  replace(item, told, progress);
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
      failure(forPeople(error), () => sendOne(file, files, added, id, item)));
  }
}

/** Takes off an error what is said of the server's parameters, which this page does not have. */
function forPeople(error) {
  error.message = error.message.replace(/; the parameter .*$/s, "");
  return error;
}

/** Says what became of a file. */
function became(id, stored) {
  if (stored.status === "unchanged") return " was there already.";
  const ready = stored.findable ? "can be asked now" : "can be asked in a moment";
  const size = `${count(stored.turns, "turn")}, ${count(stored.passages, "passage")}.`;
  return stored.status === "replaced"
    ? [" took the place of what was ", words(id), `, and ${ready}: ${size}`]
    : ` ${ready}: ${size}`;
}

function outcome(name, id, stored) {
  return element("div", { class: "note" },
    element("p", {}, words(name), became(id, stored), " ",
      inward(address({ transcript: id }), "Ask it something"), " ",
      inward(address({ view: "transcript", id }), "Read it")),
    stored.warnings.length > 0 && element("details", {},
      element("summary", {}, `${count(stored.warnings.length, "place")} could not be read as it stood`),
      element("ul", {}, stored.warnings.map((warning) => element("li", {}, words(warning))))));
}
