// Builds elements. Text only ever becomes text nodes, so a transcript that contains HTML shows it.

/** Returns an element with properties and children; strings become text. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") made.addEventListener(name.slice("on".length), value);
    else if (name === "class") made.className = value;
    else if (name in made && typeof value !== "string") made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...shown(children));
  return made;
}

/** Returns words of a transcript in a place of their own, so that signs in them that turn the
 *  direction of writing end with them; of a language where it is known and they are in its letters. */
export function words(text, language) {
  return element("bdi", spoken(languageOf(text, language)), text);
}

/** Returns the properties of an element whose words are in a language, given by its tag. A reader aloud
 *  takes its voice by it, and a browser its letters and the side where lines begin: a Hebrew sentence may
 *  begin with an English name. Without a language the side is that of the letters. */
export function spoken(language) {
  return language ? { lang: language, dir: direction(language) } : { dir: "auto" };
}

/** Returns the direction of a language's writing; "auto", by the letters, where the browser does not tell. */
function direction(language) {
  try {
    const locale = new Intl.Locale(language);
    return (locale.getTextInfo?.() ?? locale.textInfo)?.direction ?? "auto";
  } catch {
    return "auto";
  }
}

/** Returns a language whose letters a text has; nothing of another one. */
export function languageOf(text, language) {
  try {
    const { script } = new Intl.Locale(language).maximize();
    const isWritten = new RegExp(`\\p{Script=${script}}`, "u").test(text);
    return isWritten || !/\p{L}/u.test(text) ? language : undefined;
  } catch {
    // Several scripts have one name here, such as those of Japanese; or there is no language.
    return language;
  }
}

/** Returns a command as it is typed, which goes on in a new line only between its words. */
export function command(text) {
  return element("code", {}, text.split(" ").flatMap((word, place) =>
    [place > 0 && " ", element("span", { class: "whole" }, word)]));
}

/** Returns a link within the page. */
export function inward(address, text, properties = {}) {
  return element("a", { href: address, "data-view": "", ...properties }, text);
}

/** Returns a link, or its text alone where the address is not one of the web. */
export function outward(address, text, properties = {}) {
  return isWeb(address)
    ? element("a", { href: address, target: "_blank", rel: "noopener noreferrer", ...properties },
      text, element("span", { class: "hidden" }, " (opens in a new tab)"))
    : element("span", {}, text);
}

/** Returns whether an address is one of the web. */
export function isWeb(address) {
  try {
    return ["http:", "https:"].includes(new URL(address).protocol);
  } catch {
    return false;
  }
}

/** Puts children in the place of what stood there. */
export function replace(parent, ...children) {
  parent.replaceChildren(...shown(children));
}

function shown(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== "");
}

/** Returns a count with its noun: `1 turn`, `2 turns`. */
export function count(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

/** Tells people who cannot see the page what happened. */
export function say(text) {
  const status = document.getElementById("status");
  // The same text twice is told twice only when it was gone in between.
  status.textContent = "";
  requestAnimationFrame(() => { status.textContent = text; });
}

/** Returns what to show while something is on its way. */
export function loading(text) {
  return element("p", { class: "loading", "aria-busy": "true" }, text);
}
