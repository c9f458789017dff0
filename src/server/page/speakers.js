// The speakers: how long they talk, what they are called, and the log of the names they were given.

import { failure, keyForm, keyWanted } from "/page/access.js";
import { get, key, post } from "/page/api.js";
import { count, element, inward, loading, replace, say, words } from "/page/dom.js";
import { readLibrary } from "/page/library.js";
import { bar } from "/page/passage.js";
import { suggestionSection } from "/page/suggestions.js";

/** Shows the speakers of all recordings, or of the one that the state names. */
export async function showSpeakers(main, state, signal) {
  replace(main, element("h1", {}, "Speakers"), loading("Looking …"));
  await reload(main, state, signal, null);
}

/** Shows the speakers as they are now; `changed` is what somebody just did. */
async function reload(main, state, signal, changed) {
  const where = state.transcript ? `?transcript=${encodeURIComponent(state.transcript)}` : "";
  try {
    const [{ speakers }, suggested, { changes }, library] = await Promise.all([
      get(`/v1/speakers${where}`, signal),
      get(`/v1/speakers/suggestions${where}`, signal),
      get("/v1/speakers/history", signal),
      readLibrary(signal),
    ]);
    draw(main, state, { speakers, suggested, changes, library, changed }, (next) => reload(main, state, signal, next));
  } catch (error) {
    if (error.name === "AbortError") return;
    replace(main, element("h1", {}, "Speakers"), failure(error, () => reload(main, state, signal, changed)));
  }
}

function draw(main, state, { speakers, suggested, changes, library, changed }, again) {
  const told = element("div", {});
  const act = async (path, body, done) => {
    try {
      await post(path, body);
      await again(done);
    } catch (error) {
      replace(told, failure(error, () => act(path, body, done)));
      told.firstChild.focus();
    }
  };
  const give = (naming) => act("/v1/speakers/name", naming, { ...naming, text: `${naming.label} is called ${naming.name} now.` });
  const undo = (change) => act("/v1/speakers/undo", { change: change.number, reason: "taken back on the page" },
    { text: `${change.label} is not called ${change.name} any more.` });
  replace(main,
    element("h1", {}, state.transcript ? ["Speakers of ", library.titled(state.transcript)] : "Speakers"),
    state.transcript && element("p", {}, inward("/?view=speakers", "Speakers of all recordings")),
    told,
    suggestionSection(suggested, library, give),
    speakers.length ? byRecording(speakers, library, give) : element("p", { class: "note" }, "Nobody is named here yet. ",
      inward("/?view=recordings", "See the recordings"), "."),
    log(changes, library, undo),
    element("section", { "aria-label": "Key" }, key()
      ? element("details", {}, element("summary", {}, "Key"), keyForm(() => again(null)))
      : keyWanted(() => again(null))));
  if (changed) notice(told, changed, changes, undo);
}

/** Says what was changed, and offers to take it back. */
function notice(told, changed, changes, undo) {
  const made = changes.findLast((change) => !change.undone && change.label === changed.label
    && change.name === changed.name && change.transcript_id === (changed.transcript ?? null));
  const note = element("p", { class: "note", tabindex: "-1" }, words(changed.text), " ",
    made && element("button", { class: "quiet", type: "button", onclick: () => undo(made) }, "Undo"));
  replace(told, note);
  note.focus();
  note.scrollIntoView({ block: "nearest" });
  say(changed.text);
}

function byRecording(speakers, library, give) {
  const groups = Map.groupBy(speakers, (speaker) => speaker.transcript_id);
  return [...groups].map(([id, members]) => {
    const longest = Math.max(...members.map((speaker) => speaker.talk_s ?? 0));
    return element("section", {},
      element("h2", {}, inward(library.moment(id), library.titled(id))),
      element("ul", { class: "rows" }, members.map((speaker) => row(speaker, longest, give))));
  });
}

function row(speaker, longest, give) {
  const called = speaker.name ?? speaker.label;
  const share = longest > 0 && speaker.talk_s !== null ? (speaker.talk_s / longest) * 1000 : null;
  return element("li", { class: "speaker" },
    element("p", {}, element("strong", {}, words(called)),
      speaker.name && speaker.name !== speaker.label && element("span", { class: "faint" }, " (", words(speaker.label), ")")),
    element("p", { class: "talk" }, speaker.talk ? `talks ${speaker.talk}` : "no times given",
      element("span", { class: "faint" }, `, ${count(speaker.turns, "turn")}`)),
    share !== null && bar(0, share, `${called} talks ${speaker.talk}`),
    naming(speaker, give));
}

function naming(speaker, give) {
  const box = element("input", { name: "name", required: true, maxlength: "200", autocomplete: "off",
    "aria-label": `New name of ${speaker.name ?? speaker.label}` });
  return element("details", { class: "naming" },
    element("summary", {}, speaker.name ? "Rename" : "Name", element("span", { class: "hidden" }, ` ${speaker.name ?? speaker.label}`)),
    element("form", {
      class: "row",
      onsubmit: (event) => {
        event.preventDefault();
        give({ label: speaker.label, name: box.value.trim(), transcript: speaker.transcript_id });
      },
    }, box, element("button", { class: "quiet" }, "Give the name")));
}

const VERBS = { name: " is called ", merge: " is the same as ", hear: " is heard for " };

function log(changes, library, undo) {
  const given = changes.filter((change) => change.action !== "undo" && !change.undone).reverse();
  if (given.length === 0) return null;
  return element("details", { class: "log" },
    element("summary", {}, `${count(given.length, "name")} given`),
    element("ul", { class: "rows" }, given.map((change) => element("li", {},
      element("p", {}, words(change.label), VERBS[change.action], words(change.name),
        change.transcript_id && element("span", { class: "faint" }, " in ", library.titled(change.transcript_id))),
      element("p", { class: "faint" }, change.at.slice(0, 10), change.reason && [", ", words(change.reason)]),
      element("button", { class: "quiet", type: "button", onclick: () => undo(change) }, "Undo",
        element("span", { class: "hidden" }, ` that ${change.label} is called ${change.name}`))))));
}
