// Builds elements. Text only ever becomes text nodes, so a transcript that contains HTML shows it.

/** Returns an element with properties and children; strings become text. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "class") made.className = value;
    else if (name in made && typeof value !== "string") made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** Returns a link, or its text alone where the address is not one of the web. */
export function outward(address, text, properties = {}) {
  return isWeb(address)
    ? element("a", { href: address, target: "_blank", rel: "noopener noreferrer", ...properties }, text)
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
  parent.replaceChildren(...children.flat().filter(Boolean));
}

/** Tells people who cannot see the page what happened. */
export function say(text) {
  document.getElementById("status").textContent = text;
}

/** Returns what to show while something is on its way. */
export function loading(text) {
  return element("p", { class: "loading", "aria-busy": "true" }, text);
}

/** Returns what to show of an error, with a way out. */
export function failure(error, again) {
  return element("div", { class: "error", role: "alert" },
    element("p", {}, element("strong", {}, error.title ?? "Something went wrong")),
    element("p", {}, error.message),
    error.requestId && element("p", {}, `Request ${error.requestId}`),
    again && element("p", {}, element("button", { class: "quiet", type: "button", onclick: again }, "Try again")));
}
