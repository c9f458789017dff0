// The question and what comes of it.

import { failure } from "/page/access.js";
import { answered } from "/page/answer.js";
import { post } from "/page/api.js";
import { command, count, element, inward, loading, replace, say } from "/page/dom.js";
import { filterFields, filterOf } from "/page/filters.js";
import { Library, readLibrary } from "/page/library.js";
import { WENT, address, go } from "/page/state.js";

/** How many passages are shown. */
const PASSAGES = 8;

/** Shows the question page. */
export async function showAsk(main, state, signal) {
  const library = readLibrary(signal);
  const result = element("section", { "aria-label": state.question ? "Answer" : "Help" });
  replace(main,
    element("h1", { class: "hidden" }, "Ask recorded conversations a question"),
    form(state, library),
    result);
  if (state.question) {
    result.classList.add("arrive");
    await answer(result, state, library, signal);
    return;
  }
  document.getElementById("question").focus({ preventScroll: true });
  try {
    const found = await library;
    replace(result, found.recordings.length ? examples(found) : nothingYet());
  } catch (error) {
    if (error.name !== "AbortError") replace(result, failure(error, again));
  }
}

function form(state, library) {
  const box = element("input", {
    id: "question", name: "q", type: "search", required: true, maxlength: "2000", autocomplete: "off",
    enterkeyhint: "search", placeholder: "What did they say about …?", "aria-label": "Question",
  });
  box.value = state.question;
  return element("form", {
    role: "search",
    onsubmit: (event) => {
      event.preventDefault();
      const { q, ...filters } = Object.fromEntries(new FormData(event.target));
      // The words alone may be the same ones as before, and are asked again all the same.
      if (q.trim()) go(address({ q: q.trim(), ...filters }));
    },
  },
  element("div", { class: "ask" }, box, element("button", {}, "Ask")),
  filterFields(state, library));
}

function again() {
  dispatchEvent(new Event(WENT));
}

async function answer(result, state, library, signal) {
  replace(result, loading("Listening …"));
  say("Listening");
  try {
    const asked = {
      question: state.question, k: PASSAGES, explain: true, filter: filterOf(state), literal: state.literal ? true : undefined,
    };
    const found = await post("/v1/ask", asked, signal);
    // Without the library there are no titles and timelines, and still an answer.
    const known = await library.catch(() => new Library([]));
    replace(result, answered(found, state, known));
    say(found.answerable
      ? `${count(found.quotes.length, "quotation")} from ${count(found.hits.length, "passage")}`
      : "Not found");
  } catch (error) {
    if (error.name !== "AbortError") replace(result, failure(error, again));
  }
}

function examples(library) {
  const named = library.recordings.flatMap((recording) => recording.speakers).find((name) => !/\d|^speaker\b|[<>]/i.test(name));
  const questions = [
    "What did they say about money?",
    named && `What did ${named} say about work?`,
    "Who mentioned a mistake?",
    "When did they talk about family?",
  ];
  return [
    element("h2", {}, "For example"),
    element("ul", { class: "examples" }, questions.filter(Boolean).map((question) =>
      element("li", {}, inward(address({ q: question }), question)))),
    element("h2", {}, "Good to know"),
    element("ul", { class: "hints" },
      element("li", {}, "A question about what somebody said looks where that person speaks."),
      element("li", {}, "Words in \"quotation marks\" must have been said just so."),
      element("li", {}, `${count(library.recordings.length, "recording")} can be asked; `,
        inward("/?view=recordings", "see them, or add one"), ".")),
  ];
}

function nothingYet() {
  return element("div", { class: "note" },
    element("p", {}, element("strong", {}, "There is no recording yet.")),
    element("p", {}, "Where the server runs, ", command("whosaid index PATH…"), " reads transcripts. You can also ",
      inward("/?view=recordings", "add one here"), "."));
}
