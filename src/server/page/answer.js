// An answer: how the question was read, the quotations, and the passages they come from; or why there
// is none, and what to try.

import { element, inward, spoken, words } from "/page/dom.js";
import { given, unfiltered } from "/page/filters.js";
import { actions, byline, doubt, passage } from "/page/passage.js";
import { address } from "/page/state.js";

const MARKS = /["“”„«»]/g;

/** Why there is no answer, in words. */
const REASONS = {
  empty_index: "Nothing can be asked yet: there is no recording.",
  no_such_speaker: "Nobody of this name speaks in these recordings.",
  no_such_transcript: "There is no such recording.",
  filter_excludes_all: "The filters together leave nothing to look in.",
  phrase_not_found: "No passage that can be found has the words in quotation marks in this order.",
  topic_not_found: "Nothing that was said seems to be about this.",
  index_behind: "What was changed last is not in the index yet, and nothing in it answers this. Ask again in a moment.",
};

/** Returns what to show of a response. */
export function answered(found, state, library) {
  return [
    readAs(found.interpreted_as, state, library),
    found.answerable
      ? [
        found.certainty === "guess" && element("p", { class: "unsure" }, "Not sure, but:"),
        found.quotes.map((quote, place) => quotation(quote, library, place === 0 ? found.asked : undefined)),
        more(found),
        confidence(found),
      ]
      : nothing(found, state),
    found.hits.length > 0 && [
      element("h2", {}, found.answerable ? "Passages that come nearest" : "The nearest misses"),
      element("ol", { class: "passages" }, found.hits.map((hit) => passage(hit, library))),
    ],
  ];
}

/** A quotation, with the question in the recording that it replies to. */
function quotation(quote, library, asked) {
  return element("figure", { class: "quotation" },
    element("blockquote", spoken(quote.language), element("p", {}, `“${quote.text}”`)),
    element("figcaption", {},
      element("span", { class: "by" }, "— ", byline(quote, library.titled(quote.transcript_id))),
      asked && element("span", { class: "asked" },
        "in reply to ", words(asked.speaker ?? "somebody"), ": “", words(asked.text, asked.language), "”"),
      doubt(quote),
      actions(quote, library)));
}

/** Says how many speakers or passages have the words and are not quoted. */
function more(found) {
  if (!found.coverage) return false;
  const { more_speakers: speakers, more_passages: passages, complete } = found.coverage;
  const [count, noun] = found.interpreted_as.kind === "who_said" ? [speakers, "speaker"] : [passages, "passage"];
  if (count === 0 && complete) return false;
  const least = complete ? "" : "At least ";
  return element("p", { class: "read-as" }, `${least}${count} more ${noun}${count === 1 ? "" : "s"} with these words.`);
}

const CERTAINTY = { sure: "Sure", likely: "Likely", guess: "A guess" };

function confidence({ confidence: share, certainty }) {
  const meter = element("meter", { min: "0", max: "1", low: "0.4", high: "0.7", optimum: "1", "aria-hidden": "true" });
  meter.value = share;
  return element("p", { class: "confidence" }, meter, `${CERTAINTY[certainty]}: ${Math.round(share * 100)} % confidence that this answers it`);
}

function nothing(found, state) {
  const tries = [
    given(state) > 0 && inward(unfiltered(state), "Ask without filters"),
    found.reason === "phrase_not_found"
      && inward(address({ ...same(state), q: state.question.replace(MARKS, "") }), "Look for the meaning of these words"),
    found.reason === "no_such_speaker" && inward("/?view=speakers", "See who speaks"),
    ["no_such_transcript", "empty_index"].includes(found.reason) && inward("/?view=recordings", "See the recordings, or add one"),
    found.reason === "topic_not_found" && "Say it in other words, or with fewer.",
  ].filter(Boolean);
  return element("div", { class: "note" },
    element("p", {}, element("strong", {}, "Not found.")),
    element("p", {}, REASONS[found.reason] ?? "Nothing was found.",
      found.hits.length > 0 && " What comes nearest is below; it may be about something else."),
    tries.length > 0 && element("ul", {}, tries.map((one) => element("li", {}, one))));
}

function readAs(understood, state, library) {
  const parts = [[state.literal ? "these words as they stand: " : "", "“", words(understood.topic), "”"]];
  const { speakers, transcripts, from, to } = understood.filter ?? {};
  if (speakers?.length) parts.push(["said by ", words(speakers.join(" or "))]);
  if (transcripts?.length) parts.push(["in ", words(transcripts.map((id) => library.title(id)).join(" or "))]);
  if (from) parts.push(`from ${from}`);
  if (to) parts.push(`until ${to}`);
  if (understood.edge) parts.push(`near the ${understood.edge === "opening" ? "beginning" : "end"}`);
  for (const phrase of understood.phrases ?? []) parts.push(["with the words “", words(phrase), "”"]);
  for (const { typed, read } of understood.corrections ?? []) parts.push(["reading “", words(typed), "” as “", words(read), "”"]);
  for (const dropped of understood.dropped ?? []) parts.push(["leaving out ", words(dropped), ", which nothing fits"]);
  for (const { name, spellings } of understood.also_heard_as ?? [])
    parts.push(["“", words(name), "” also heard as “", words(spellings.join("”, “")), "”"]);
  const listed = parts.flatMap((part, place) => (place ? [", ", part] : [part]));
  const otherwise = state.literal
    ? inward(address(same({ ...state, literal: "" })), "Read it as a question")
    : parts.length > 1 + given(state) && inward(address(same({ ...state, literal: "1" })), "Take it literally");
  return element("p", { class: "read-as" }, "Looked for ", listed, ". ", otherwise);
}

function same({ question, literal, speaker, transcript, from, to }) {
  return { q: question, literal, speaker, transcript, from, to };
}
