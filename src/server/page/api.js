// Calls the server, with the key of this tab where one was given.

const KEY = "whosaid-key";

/** Told to the window when another key was given, or the key forgotten. */
export const KEYED = "whosaid-keyed";

const UNREACHED = {
  title: "The server cannot be reached",
  detail: "Look whether whosaid serve is still running, then try again.",
};

/** What the server refused, in its own words. */
export class Refused extends Error {
  constructor(status, problem, waitSeconds = null) {
    super(problem.detail ?? problem.title ?? `The server answered ${status} and said nothing more.`);
    this.status = status;
    this.title = problem.title;
    this.code = problem.code;
    this.requestId = problem.request_id;
    this.waitSeconds = waitSeconds;
  }

  /** Whether the same may succeed later: the server was out of reach, busy, or failed. */
  get mayPass() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** Whether a key is asked for, and this tab has none. */
  get wantsFirstKey() {
    return this.code === "unauthorized" && key() === null;
  }

  /** Whether another key would help. */
  get wantsKey() {
    return this.code === "unauthorized" || this.code === "insufficient_scope";
  }
}

/** Returns the key of this tab, which is forgotten when the tab is closed. */
export function key() {
  return sessionStorage.getItem(KEY);
}

/** Keeps a key for this tab; an empty one is forgotten. */
export function keep(given) {
  if (given) sessionStorage.setItem(KEY, given);
  else sessionStorage.removeItem(KEY);
  dispatchEvent(new Event(KEYED));
}

function headers(more = {}) {
  return key() ? { Authorization: `Bearer ${key()}`, ...more } : more;
}

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(0, UNREACHED);
  }
  const body = await response.json().catch((error) => {
    if (error.name === "AbortError") throw error;
    // A body that is no JSON says nothing more than the status.
    return {};
  });
  const wait = Number(response.headers.get("Retry-After")) || null;
  if (!response.ok) throw new Refused(response.status, body, wait);
  return body;
}

/** Reads from the server. */
export function get(path, signal) {
  return call(path, { headers: headers(), signal });
}

/** Asks the server, with a JSON body. */
export function post(path, body, signal) {
  return call(path, {
    method: "POST",
    headers: headers({ "Content-Type": "application/json" }),
    body: JSON.stringify(body),
    signal,
  });
}

/** Reads a list that comes in pages, whole. */
export async function all(path, name, signal) {
  const found = [];
  let cursor = null;
  do {
    const join = path.includes("?") ? "&" : "?";
    const page = await get(cursor ? `${path}${join}cursor=${encodeURIComponent(cursor)}` : path, signal);
    found.push(...page[name]);
    cursor = page.next_cursor;
  } while (cursor);
  return found;
}

/** Sends a file; `progress` is called with a share from 0 to 1. */
export function put(path, file, progress) {
  return new Promise((resolve, reject) => {
    // fetch() does not tell how much has been sent.
    const request = new XMLHttpRequest();
    request.open("PUT", path);
    for (const [name, value] of Object.entries(headers({ "Content-Type": "application/octet-stream" }))) {
      request.setRequestHeader(name, value);
    }
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    });
    request.upload.addEventListener("load", () => progress(1));
    request.addEventListener("load", () => {
      let body = {};
      try {
        body = JSON.parse(request.responseText);
      } catch {
        // A body that is no JSON says nothing more than the status.
      }
      const wait = Number(request.getResponseHeader("Retry-After")) || null;
      if (request.status >= 200 && request.status < 300) resolve(body);
      else reject(new Refused(request.status, body, wait));
    });
    request.addEventListener("error", () => reject(new Refused(0, UNREACHED)));
    request.send(file);
  });
}
