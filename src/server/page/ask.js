// The question, its filters, the answer as a quotation, and the passages it rests on.

import { all, post } from "/page/api.js";
import { element, failure, loading, replace, say } from "/page/dom.js";
import { actions, byline, doubt, passage } from "/page/passage.js";
import { address, go } from "/page/state.js";

const EXAMPLES = [
  "What did they say about money?",
  "Who disagreed, and why?",
  "When did they talk about what comes next?",
];

/** Why there is no answer, in words. */
const REASONS = {
  empty_index: "Nothing has been indexed yet. Add a recording on the page Recordings.",
  no_such_speaker: "Nobody of this name speaks in these recordings.",
  no_such_transcript: "There is no such recording.",
  filter_excludes_all: "The filters together leave nothing. Take one away.",
  phrase_not_found: "Nobody said these words in this order. Without quotation marks they are looked for by meaning.",
  topic_not_found: "Nothing that was said seems to be about this.",
};

/** Shows the question page. */
export async function showAsk(main, state, signal) {
  const result = element("section", { "aria-label": "Answer" });
  const filters = element("div", { class: "filters" });
  replace(main,
    element("h1", { class: "hidden" }, "Ask recorded conversations a question"),
    form(state, filters),
    result);
  const recordings = all("/v1/transcripts", "transcripts", signal);
  recordings.then((found) => fill(filters, found, state), () => {});
  if (!state.question) {
    replace(result, examples());
    recordings.then((found) => {
      if (found.length === 0) replace(result, nothingYet());
    }, (error) => error.name !== "AbortError" && replace(result, failure(error)));
    return;
  }
  await answer(result, state, recordings, signal);
}

function form(state, filters) {
  const box = element("input", {
    id: "question", name: "q", type: "search", required: true, maxlength: "2000", autocomplete: "off",
    placeholder: "What did they say about …?", "aria-label": "Question",
  });
  box.value = state.question;
  const given = ["speaker", "transcript", "from", "to"].some((name) => state[name]);
  return element("form", {
    role: "search",
    onsubmit: (event) => {
      event.preventDefault();
      const fields = Object.fromEntries(new FormData(event.target));
      go(address({ ...fields, q: fields.q.trim() }));
    },
  },
  element("div", { class: "ask" }, box, element("button", {}, "Ask")),
  element("details", { open: given }, element("summary", {}, "Who, where, when"), filters));
}

function fill(filters, recordings, state) {
  const choice = (name, label, options) => {
    const select = element("select", { name, id: `filter-${name}` },
      element("option", { value: "" }, "any"),
      options.map(([value, text]) => element("option", { value }, text)));
    if (state[name] && !options.some(([value]) => value === state[name])) {
      select.append(element("option", { value: state[name] }, state[name]));
    }
    select.value = state[name];
    return element("label", { for: `filter-${name}` }, label, select);
  };
  const day = (name, label) => {
    const input = element("input", { type: "date", name, id: `filter-${name}` });
    input.value = state[name];
    return element("label", { for: `filter-${name}` }, label, input);
  };
  const speakers = [...new Set(recordings.flatMap((recording) => recording.speakers.map((speaker) => speaker.name ?? speaker)))].sort();
  replace(filters,
    choice("speaker", "Speaker", speakers.map((speaker) => [speaker, speaker])),
    choice("transcript", "Recording", recordings.map((recording) => [recording.id, recording.title])),
    day("from", "From"),
    day("to", "Until"));
}

function examples() {
  return element("div", {},
    element("h2", {}, "For example"),
    element("ul", { class: "examples" }, EXAMPLES.map((question) =>
      element("li", {}, element("a", { href: address({ q: question }), "data-view": "" }, question)))));
}

function nothingYet() {
  return element("div", { class: "note" },
    element("p", {}, "There is no recording yet."),
    element("p", {}, "Run ", element("code", {}, "whosaid index PATH…"), ", or add a transcript on the page ",
      element("a", { href: "/?view=recordings", "data-view": "" }, "Recordings"), "."));
}

async function answer(result, state, recordings, signal) {
  replace(result, loading("Listening …"));
  const filter = {};
  if (state.speaker) filter.speakers = [state.speaker];
  if (state.transcript) filter.transcripts = [state.transcript];
  if (state.from) filter.from = state.from;
  if (state.to) filter.to = state.to;
  try {
    const body = { question: state.question, k: 8, explain: true };
    if (Object.keys(filter).length) body.filter = filter;
    const found = await post("/v1/ask", body, signal);
    const known = await recordings.catch(() => []);
    const durations = new Map(known.map((recording) => [recording.id, recording.duration_s]));
    replace(result, ...answered(found, durations));
    say(found.answerable ? `${found.quotes.length} quoted, ${found.hits.length} passages` : "Not found");
  } catch (error) {
    if (error.name !== "AbortError") replace(result, failure(error, () => dispatchEvent(new Event("popstate"))));
  }
}

function answered(found, durations) {
  const titles = new Map(found.hits.map((hit) => [hit.transcript_id, hit.title]));
  const parts = [readAs(found.interpreted_as)];
  if (found.answerable) {
    parts.push(...found.quotes.map((quote) => quotation(quote, titles)));
    parts.push(confidence(found.confidence));
  } else {
    parts.push(element("div", { class: "note" },
      element("p", {}, element("strong", {}, "Not found.")),
      element("p", {}, REASONS[found.reason] ?? "Nothing was found."),
      found.hits.length > 0 && element("p", {}, "What comes nearest is below; it may be about something else.")));
  }
  if (found.hits.length) {
    parts.push(element("h2", {}, found.answerable ? "It rests on" : "The nearest misses"));
    parts.push(element("ol", { class: "passages" }, found.hits.map((hit) => passage(hit, durations))));
  }
  return parts;
}

function quotation(quote, titles) {
  const title = quote.title ?? titles.get(quote.transcript_id) ?? quote.transcript_id;
  return element("blockquote", {},
    element("p", {}, `“${quote.text}”`),
    element("cite", { class: "by" }, "— ", byline(quote, title)),
    doubt(quote),
    actions(quote));
}

function confidence(share) {
  const meter = element("meter", { min: "0", max: "1", low: "0.4", high: "0.7", optimum: "1", "aria-label": "Confidence" });
  meter.value = share;
  return element("p", { class: "confidence" }, meter, `confidence ${Math.round(share * 100)} %`);
}

function readAs(understood) {
  const parts = [`“${understood.topic}”`];
  const { speakers, transcripts, from, to } = understood.filter ?? {};
  if (speakers?.length) parts.push(`said by ${speakers.join(" or ")}`);
  if (transcripts?.length) parts.push(`in ${transcripts.join(" or ")}`);
  if (from) parts.push(`from ${from}`);
  if (to) parts.push(`until ${to}`);
  for (const dropped of understood.dropped ?? []) parts.push(`left out: ${dropped}`);
  return element("p", { class: "read-as" }, `Looked for ${parts.join(", ")}.`);
}
