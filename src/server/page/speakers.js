// The speakers: how long they talk, what they are called, and the names that the transcript suggests.

import { get, post } from "/page/api.js";
import { element, failure, loading, outward, replace, say } from "/page/dom.js";
import { keyField } from "/page/key.js";
import { moment } from "/page/state.js";

/** Shows the speakers. */
export async function showSpeakers(main, state, signal) {
  replace(main, element("h1", {}, "Speakers"), loading("Looking …"));
  try {
    const [{ speakers }, found] = await Promise.all([
      get("/v1/speakers", signal),
      get("/v1/speakers/suggestions", signal),
    ]);
    draw(main, speakers, found.suggestions, () => showSpeakers(main, state, signal));
  } catch (error) {
    if (error.name !== "AbortError") replace(main, element("h1", {}, "Speakers"), failure(error));
  }
}

function draw(main, speakers, suggestions, again) {
  const told = element("div", { "aria-live": "polite" });
  const act = async (path, body, done) => {
    try {
      await post(path, body);
      say(done);
      await again();
    } catch (error) {
      replace(told, failure(error));
    }
  };
  replace(main,
    element("h1", {}, "Speakers"),
    told,
    speakers.length ? table(speakers, act) : element("p", { class: "note" }, "Nobody speaks here yet."),
    keyField(),
    suggestions.length > 0 && element("section", { "aria-label": "Suggested names" },
      element("h2", {}, "Names that the recordings suggest"),
      suggestions.map((suggestion) => suggested(suggestion, act))));
}

function table(speakers, act) {
  const head = [["Speaker", ""], ["Talks", "number"], ["Turns", "number"], ["Name", ""]];
  return element("div", { class: "scroll" }, element("table", {},
    element("thead", {}, element("tr", {}, head.map(([name, kind]) => element("th", { scope: "col", class: kind }, name)))),
    element("tbody", {}, speakers.map((speaker) => element("tr", {},
      element("td", {}, element("strong", {}, speaker.name ?? speaker.label), " ",
        speaker.name && speaker.name !== speaker.label && element("span", { class: "label" }, `(${speaker.label})`), " ",
        element("span", { class: "label" }, speaker.transcript_id ?? "")),
      element("td", { class: "number" }, speaker.talk ?? "–"),
      element("td", { class: "number" }, String(speaker.turns)),
      element("td", {}, naming(speaker, act)))))));
}

function naming(speaker, act) {
  const box = element("input", { name: "name", required: true, "aria-label": `Name of ${speaker.name ?? speaker.label}`, size: "14" });
  return element("form", {
    class: "row",
    onsubmit: (event) => {
      event.preventDefault();
      act("/v1/speakers/name", { label: speaker.label, name: box.value.trim(), transcript: speaker.transcript_id },
        `${speaker.label} is ${box.value.trim()} now`);
    },
  }, box, element("button", { class: "quiet" }, "Name"));
}

function suggested(suggestion, act) {
  return element("div", { class: "suggestion" },
    element("p", {}, element("strong", {}, suggestion.label), " may be ", element("strong", {}, suggestion.name),
      element("span", { class: "label" }, ` in ${suggestion.transcript_id}`)),
    suggestion.evidence.map((quote) => element("p", { class: "label" }, `“${quote.text}” — ${quote.speaker ?? "somebody"} `,
      quote.start && element("a", { href: moment(suggestion.transcript_id, quote.start_s), "data-view": "" }, quote.start))),
    element("button", {
      class: "quiet accept", type: "button",
      onclick: () => act("/v1/speakers/name",
        { label: suggestion.label, name: suggestion.name, transcript: suggestion.transcript_id, reason: "accepted a suggestion" },
        `${suggestion.label} is ${suggestion.name} now`),
    }, `Call ${suggestion.label} ${suggestion.name}`));
}
