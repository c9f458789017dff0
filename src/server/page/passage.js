// A passage: who, when, the words with those marked that met the question, and its place in the recording.

import { element, inward, outward, spoken, words } from "/page/dom.js";

const SVG = "http://www.w3.org/2000/svg";

/** Words that meet the question less than this are not marked. */
const MARKED_FROM = 0.45;

/** The narrowest mark on a timeline that can be seen, in thousandths of it. */
const NARROWEST = 8;

/** Why it is not certain who spoke, in words. */
const DOUBTS = {
  begins_mid_sentence: "it begins in the middle of a sentence",
  ends_mid_sentence: "it ends in the middle of a sentence",
  ghost_speaker: "this label has hardly any words",
  flapping_label: "the labels change back and forth here",
  unknown_label: "what stands where a name would is not understood",
};

/** Returns who speaks: the name, and the label in the file where that is another. */
export function who(said) {
  return [
    element("strong", {}, said.speaker ? words(said.speaker) : "Somebody unnamed"),
    said.speaker_label && said.speaker_label !== said.speaker
      && element("span", { class: "faint" }, " (", words(said.speaker_label), ")"),
  ];
}

/** Returns the line that says who spoke, when and where, with the chapter where one is known. */
export function byline(said, title) {
  const when = said.start ? `${said.estimated_times ? "about " : ""}${said.start}` : "no time given";
  return [who(said), `, ${when}, `, title, said.chapter && [", in “", words(said.chapter), "”"]];
}

/** Returns what can be done with words: play them, open them in their transcript. */
export function actions(said, library) {
  const id = said.transcript_id;
  const open = library.moment(id, said.start_s);
  const play = `Play from ${said.start ?? "the beginning"}`;
  return element("span", { class: "actions" },
    library.plays(id) && said.start_s !== null
      ? inward(`${open}&play=1`, play, { class: "play" })
      : said.link && outward(said.link, play, { class: "play" }),
    inward(open, "Open in the transcript", { class: "open" }));
}

/** Returns why words may be somebody else's, or nothing. */
export function doubt(said) {
  if (said.attribution !== "uncertain") return null;
  const reasons = (said.attribution_reasons ?? []).map((code) => DOUBTS[code] ?? code.replaceAll("_", " ")).join(", ");
  return element("p", { class: "doubt" }, `It is not certain who said this: ${reasons}.`);
}

/** Returns a passage as an item of a list. */
export function passage(hit, library) {
  return element("li", { class: "passage" },
    element("p", { class: "head" }, byline(hit, library.titled(hit.transcript_id, hit.title))),
    timeline(hit, library.duration(hit.transcript_id)),
    element("p", { class: "said", ...spoken(hit.language) }, marked(hit.text, hit.explain?.matched_words ?? [])),
    doubt(hit),
    actions(hit, library));
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
  const width = Math.max(NARROWEST, ((hit.end_s - hit.start_s) / duration) * 1000);
  const start = Math.min(1000 - width, (hit.start_s / duration) * 1000);
  const share = Math.round((hit.start_s / duration) * 100);
  return bar(start, width, `${hit.start} to ${hit.end}, ${share} % into the recording`);
}

/** Returns a drawn bar of which a part is filled, both in thousandths. */
export function bar(start, width, label) {
  const drawing = drawn("svg", {
    class: "bar", viewBox: "0 0 1000 10", preserveAspectRatio: "none", role: "img", "aria-label": label,
  });
  drawing.append(
    drawn("rect", { class: "all", x: 0, y: 2, width: 1000, height: 6 }),
    drawn("rect", { class: "part", x: start, y: 0, width, height: 10 }));
  return drawing;
}

function drawn(tag, properties) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(properties)) made.setAttribute(name, value);
  return made;
}
