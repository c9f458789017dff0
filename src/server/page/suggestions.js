// Names that the recordings suggest for labels, each with what speaks for it. None is given unasked.

import { count, element, inward, words } from "/page/dom.js";

/** Returns the section of suggestions, or nothing where there are none; `accept` gives a name. */
export function suggestionSection({ suggestions, ambiguous }, library, accept) {
  if (suggestions.length + ambiguous.length === 0) return null;
  return element("section", { "aria-labelledby": "suggested-title" },
    element("h2", { id: "suggested-title" }, "Names that the recordings suggest"),
    suggestions.length > 0 && element("ul", { class: "rows" },
      suggestions.map((one) => element("li", { class: "suggestion" }, claim(one, library, accept)))),
    ambiguous.length > 0 && element("details", {},
      element("summary", {}, `More than one fits: ${count(ambiguous.length, "doubt")}`),
      element("ul", { class: "rows" }, ambiguous.map(({ claims }) => element("li", { class: "suggestion" },
        element("p", {}, "Only one of these can be right:"),
        claims.map((one) => claim(one, library, accept)))))));
}

function claim(suggestion, library, accept) {
  const { transcript_id: id, label, name } = suggestion;
  const [strongest, ...others] = suggestion.evidence.map((quote) => evidence(quote, id, library));
  return [
    element("p", {}, element("strong", {}, words(label)), " may be ", element("strong", {}, words(name)),
      element("span", { class: "faint" }, " in ", library.titled(id))),
    strongest,
    others.length > 0 && element("details", {},
      element("summary", {}, `${others.length} more`), others),
    element("p", {}, element("button", {
      class: "quiet accept", type: "button",
      onclick: () => accept({ label, name, transcript: id, reason: "accepted a suggestion" }),
    }, "Call ", words(label), " ", words(name))),
  ];
}

function evidence(quote, id, library) {
  return element("p", { class: "evidence", dir: "auto" }, "“", words(quote.text, quote.language), "” — ", words(quote.speaker ?? "somebody"), " ",
    quote.start && inward(library.moment(id, quote.start_s), `${quote.estimated_times ? "about " : ""}${quote.start}`));
}
