// The state of the page is its address: everything that is shown can be linked to and gone back to.

/** Returns the state in the address. */
export function state() {
  const given = new URLSearchParams(location.search);
  return {
    view: given.get("view") ?? "ask",
    question: given.get("q") ?? "",
    speaker: given.get("speaker") ?? "",
    transcript: given.get("transcript") ?? "",
    from: given.get("from") ?? "",
    to: given.get("to") ?? "",
    id: given.get("id") ?? "",
    at: given.get("at"),
  };
}

/** Returns the address of a state; what is empty is left out. */
export function address(parts) {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) {
    if (value !== "" && value !== null && value !== undefined) given.set(name, value);
  }
  const query = given.toString();
  return query ? `/?${query}` : "/";
}

/** Returns the address of a moment in a transcript. */
export function moment(id, at) {
  return address({ view: "transcript", id, at: at === null || at === undefined ? null : Math.floor(at) });
}

/** Goes to an address without loading the page anew. */
export function go(to) {
  history.pushState(null, "", to);
  dispatchEvent(new Event("popstate"));
}
