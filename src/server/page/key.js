// The key that the server asks for where something is changed.

import { keep, key } from "/page/api.js";
import { element } from "/page/dom.js";

/** Returns a field for the key, which is forgotten with the tab. */
export function keyField() {
  const field = element("input", {
    type: "password", id: "key", autocomplete: "off", value: key() ?? "", onchange: () => keep(field.value.trim()),
  });
  return element("details", { open: Boolean(key()) }, element("summary", {}, "Key"),
    element("p", {}, element("label", { class: "field", for: "key" },
      "Changes need a key that may write (whosaid keys add NAME --scope write); it is forgotten with this tab", field)));
}
