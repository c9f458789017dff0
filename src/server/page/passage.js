// A passage: who, when, the words with those marked that met the question, and its place in the recording.

import { element, outward } from "/page/dom.js";
import { moment } from "/page/state.js";

const SVG = "http://www.w3.org/2000/svg";

/** Words that meet the question less than this are not marked. */
const MARKED_FROM = 0.45;

/** Returns the line that says who spoke, when and where. */
export function byline(said, title) {
  const label = said.speaker_label && said.speaker_label !== said.speaker ? ` (${said.speaker_label})` : "";
  return [
    element("strong", {}, said.speaker ?? "Somebody unnamed"),
    element("span", { class: "label" }, label),
    `, ${said.start ? `${said.estimated_times ? "about " : ""}${said.start}` : "no time given"}, ${title}`,
  ];
}

/** Returns what can be done with words: open them in their transcript, play them. */
export function actions(said) {
  return element("span", { class: "actions" },
    element("a", { href: moment(said.transcript_id, said.start_s), "data-view": "", class: "open" }, "Open in the transcript"),
    said.link && outward(said.link, `Play from ${said.start ?? "the beginning"}`, { class: "play" }));
}

/** Returns why words may be somebody else's, or nothing. */
export function doubt(said) {
  if (said.attribution !== "uncertain") return null;
  const reasons = (said.attribution_reasons ?? []).map((code) => code.replaceAll("_", " ")).join(", ");
  return element("p", { class: "doubt" }, `It is not certain who said this: ${reasons}.`);
}

/** Returns a passage as an item of a list. */
export function passage(hit, durations) {
  return element("li", { class: "passage" },
    element("div", { class: "head" }, element("span", {}, byline(hit, hit.title))),
    timeline(hit, durations.get(hit.transcript_id)),
    element("p", {}, ...marked(hit.text, hit.explain?.matched_words ?? [])),
    doubt(hit),
    actions(hit));
}

/** Returns text with the words marked that met those of the question. */
export function marked(text, matches) {
  const met = new Set(matches
    .filter((match) => match.passage && match.similarity >= MARKED_FROM)
    .map((match) => match.passage.toLowerCase()));
  if (met.size === 0) return [text];
  // Words, and what stands between them.
  return text.split(/([\p{L}\p{N}’'-]+)/u).map((part) => {
    const bare = part.toLowerCase().replace(/^['’-]+|['’-]+$/g, "");
    const whole = met.has(bare) || [...met].some((word) => word.length > 3 && bare.startsWith(word));
    return whole && bare ? element("mark", {}, part) : part;
  });
}

function timeline(hit, duration) {
  if (!duration || hit.start_s === null) return null;
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", "timeline");
  drawing.setAttribute("viewBox", "0 0 1000 10");
  drawing.setAttribute("preserveAspectRatio", "none");
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", `${hit.start} to ${hit.end} of the recording`);
  const bar = (name, x, width) => {
    const made = document.createElementNS(SVG, "rect");
    for (const [key, value] of Object.entries({ class: name, x, y: 2, width, height: 6, rx: 3 })) {
      made.setAttribute(key, value);
    }
    drawing.append(made);
  };
  bar("all", 0, 1000);
  const start = Math.min(995, (hit.start_s / duration) * 1000);
  bar("here", start, Math.max(5, ((hit.end_s - hit.start_s) / duration) * 1000));
  return drawing;
}
