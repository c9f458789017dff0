// The key that the server may ask for, and what to show where it refuses.

import { keep, key } from "/page/api.js";
import { command, element, replace } from "/page/dom.js";

let forms = 0;

/** Returns a form that takes a key, and says `changed` when there is another. */
export function keyForm(changed) {
  const id = `key-${++forms}`;
  const field = element("input", { type: "password", id, autocomplete: "off", spellcheck: "false", required: true });
  const form = element("form", {
    class: "key",
    onsubmit: (event) => {
      event.preventDefault();
      const given = field.value.trim();
      field.value = "";
      keep(given);
      changed();
    },
  });
  replace(form,
    element("label", { for: id }, key() ? "Another key" : "Key"),
    element("span", { class: "row" }, field, element("button", { class: "quiet" }, "Use this key"),
      key() && element("button", {
        class: "quiet", type: "button",
        onclick: () => {
          keep("");
          changed();
        },
      }, "Forget the key")),
    element("p", { class: "faint" }, "It is kept in this tab and forgotten with it."));
  return form;
}

/** Returns how a key that may write is made, and a form that takes it. */
export function keyWanted(changed) {
  return element("div", { class: "note" },
    element("p", {}, "This needs a key that may write. Where the server runs, ",
      command("whosaid keys add NAME --scope write"), " makes one."),
    keyForm(changed));
}

/** Says in the place of the server's words, which are for programs, where a key comes from. */
function firstKey() {
  return element("p", {}, "This needs a key. Type yours below. Where the server runs, ",
    command("whosaid keys add NAME"), " makes one; with ", command("--scope write"), " it may change something, too.");
}

/** Returns what to show of an error: what failed, and every way out there is. */
export function failure(error, again) {
  const wait = error.waitSeconds ? ` Try again in ${error.waitSeconds} s.` : "";
  return element("div", { class: "error", role: "alert", tabindex: "-1" },
    element("p", {}, element("strong", {}, error.title ?? "Something went wrong")),
    error.wantsFirstKey ? firstKey() : element("p", {}, `${error.message}${wait}`),
    error.requestId && element("p", { class: "small" }, `The server’s log has it as request ${error.requestId}.`),
    error.wantsKey && again && keyForm(again),
    // What is no answer of the server is a mistake of this page, and may pass as well.
    again && (error.mayPass ?? true)
      && element("p", {}, element("button", { class: "quiet", type: "button", onclick: again }, "Try again")));
}
