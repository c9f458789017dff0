// The state of the page is its address: everything that is shown can be linked to and gone back to.

/** The event that says that the address is another one now. */
export const WENT = "whosaid-went";

/** The site that this document may play media from, as its policy says (see src/server/page.rs). */
const SITE = new URLSearchParams(location.search).get("media");

/** Returns the state in the address. */
export function state() {
  const given = new URLSearchParams(location.search);
  const part = (name) => given.get(name) ?? "";
  return {
    view: given.get("view") ?? "ask",
    question: part("q"),
    literal: part("literal"),
    speaker: part("speaker"),
    transcript: part("transcript"),
    from: part("from"),
    to: part("to"),
    id: part("id"),
    at: given.has("at") && Number.isFinite(Number(given.get("at"))) ? Number(given.get("at")) : null,
    play: part("play"),
    media: given.get("media"),
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

/** Goes to an address: within this document, unless its policy is not the one that is needed there. */
export function go(to) {
  if (siteOf(to) !== SITE) {
    location.assign(to);
    return;
  }
  history.pushState(null, "", to);
  dispatchEvent(new Event(WENT));
}

/** Puts an address in the place of the present one, and shows it where it needs another policy. */
export function amend(to) {
  if (siteOf(to) === SITE) history.replaceState(history.state, "", to);
  else location.replace(to);
}

function siteOf(to) {
  return new URL(to, location.href).searchParams.get("media");
}
