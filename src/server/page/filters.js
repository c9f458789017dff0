// Who, where and when: the filters of a question, what is given of them, and how to be rid of them.

import { count, element, inward, replace } from "/page/dom.js";
import { address } from "/page/state.js";

const NAMES = ["speaker", "transcript", "from", "to"];

/** Returns how many filters a state has. */
export function given(state) {
  return NAMES.filter((name) => state[name]).length;
}

/** Returns the filters of a state as the server takes them, or nothing where there are none. */
export function filterOf(state) {
  if (given(state) === 0) return undefined;
  return {
    speakers: state.speaker ? [state.speaker] : undefined,
    transcripts: state.transcript ? [state.transcript] : undefined,
    from: state.from || undefined,
    to: state.to || undefined,
  };
}

/** Returns the address of the same question without filters. */
export function unfiltered(state) {
  return address({ q: state.question, literal: state.literal });
}

/** Returns the fields, which are filled when the library is there. */
export function filterFields(state, library) {
  const fields = element("div", { class: "filters" });
  fill(fields, state, null);
  library.then((found) => fill(fields, state, found), () => {});
  const number = given(state);
  return element("details", { open: number > 0 },
    element("summary", {}, number ? `Who, where, when: ${count(number, "filter")}` : "Who, where, when"),
    fields,
    number > 0 && element("p", {}, inward(unfiltered(state), "Without filters")));
}

function fill(fields, state, library) {
  // What somebody chose while the library was on its way stays chosen.
  const chosen = (name) => fields.querySelector(`#filter-${name}`)?.value || state[name];
  const speakers = library ? library.speakers.map((name) => [name, name]) : [];
  const recordings = library ? library.recordings.map(({ id, title }) => [id, title]) : [];
  replace(fields,
    choice("speaker", "Speaker", speakers, chosen("speaker")),
    choice("transcript", "Recording", recordings, chosen("transcript")),
    day("from", "From", chosen("from")),
    day("to", "Until", chosen("to")));
}

function choice(name, label, options, chosen) {
  const select = element("select", { name, id: `filter-${name}` },
    element("option", { value: "" }, "any"),
    options.map(([value, text]) => element("option", { value }, text)));
  if (chosen && !options.some(([value]) => value === chosen)) {
    select.append(element("option", { value: chosen }, chosen));
  }
  select.value = chosen;
  return element("label", { for: `filter-${name}` }, label, select);
}

function day(name, label, chosen) {
  const input = element("input", { type: "date", name, id: `filter-${name}` });
  input.value = chosen;
  return element("label", { for: `filter-${name}` }, label, input);
}
