// Shows the view that the address names, and listens to keys.

import { showAsk } from "/page/ask.js";
import { element, replace } from "/page/dom.js";
import { showRecordings } from "/page/recordings.js";
import { showSpeakers } from "/page/speakers.js";
import { go, state } from "/page/state.js";
import { showTranscript } from "/page/transcript.js";

const VIEWS = { ask: showAsk, recordings: showRecordings, transcript: showTranscript, speakers: showSpeakers };

const main = document.getElementById("main");
const help = document.getElementById("help");
let leaving = new AbortController();
let going = false;

async function show() {
  leaving.abort();
  leaving = new AbortController();
  const now = state();
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.view === now.view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = now.question ? `${now.question} – whosaid` : "whosaid";
  const view = VIEWS[now.view];
  if (view) await view(main, now, leaving.signal);
  else replace(main, element("h1", {}, "There is no such page"), element("p", {}, element("a", { href: "/" }, "Ask a question")));
}

addEventListener("popstate", show);

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-view]");
  if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(link.getAttribute("href"));
  main.focus({ preventScroll: true });
});

document.getElementById("keys").addEventListener("click", () => help.showModal());

document.addEventListener("keydown", (event) => {
  if (event.metaKey || event.ctrlKey || event.altKey || help.open) return;
  if (event.target.matches("input, select, textarea")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (going) {
    going = false;
    const to = { a: "/", r: "/?view=recordings", s: "/?view=speakers" }[event.key];
    if (to) return void go(to);
  }
  const keys = { "/": question, "?": () => help.showModal(), j: () => step(1), k: () => step(-1), p: play, g: () => { going = true; } };
  if (keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  }
});

function question() {
  const box = document.getElementById("question");
  if (box) box.select();
  else {
    go("/");
    document.getElementById("question")?.focus();
  }
}

/** Moves the focus to the link that opens the next or previous passage or turn. */
function step(by) {
  const links = [...main.querySelectorAll("a.open")];
  const next = links[Math.min(links.length - 1, Math.max(0, links.indexOf(document.activeElement) + by))];
  next?.focus();
}

function play() {
  const near = document.activeElement.closest("li, blockquote") ?? main;
  near.querySelector(".play")?.click();
}

show();
