// Shows the view that the address names.

import { showAsk } from "/page/ask.js";
import { element, inward, replace } from "/page/dom.js";
import { listenToKeys } from "/page/keys.js";
import { showRecordings } from "/page/recordings.js";
import { showSpeakers } from "/page/speakers.js";
import { WENT, go, state } from "/page/state.js";
import { showTranscript } from "/page/transcript.js";

/** How each view is shown; the title of one that has none is told by what it shows. */
const VIEWS = {
  ask: { show: showAsk, title: (now) => now.question },
  recordings: { show: showRecordings, title: () => "Recordings" },
  speakers: { show: showSpeakers, title: () => "Speakers" },
  transcript: { show: showTranscript, title: () => "Transcript" },
};

const main = document.getElementById("main");
let leaving = new AbortController();

async function show() {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const now = state();
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.view === now.view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const view = VIEWS[now.view];
  entitle(view?.title(now));
  if (view) await view.show(main, now, signal);
  else replace(main, element("h1", {}, "There is no such page"), element("p", {}, inward("/", "Ask a question")));
  return !signal.aborted;
}

function entitle(title) {
  document.title = title ? `${title} – whosaid` : "whosaid";
}

/** Puts the focus where reading goes on, unless somebody has put it elsewhere meanwhile. */
function arrive() {
  if (document.activeElement !== document.body && document.activeElement !== main) return;
  const place = main.querySelector(".arrive") ?? main.querySelector("h1") ?? main;
  place.setAttribute("tabindex", "-1");
  place.focus({ preventScroll: true });
}

// What is shown comes later than the browser would scroll, so the place is kept beside the address.
history.scrollRestoration = "manual";
addEventListener("scrollend", () => history.replaceState({ ...history.state, scroll: scrollY }, ""));

addEventListener(WENT, async () => {
  scrollTo({ top: 0, behavior: "instant" });
  if (await show()) arrive();
});

addEventListener("popstate", async (event) => {
  const top = event.state?.scroll ?? 0;
  if (!(await show())) return;
  arrive();
  scrollTo({ top, behavior: "instant" });
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-view], a.skip");
  if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  link.blur();
  if (link.classList.contains("skip")) arrive();
  else go(link.getAttribute("href"));
});

listenToKeys(main);
await show();
if (history.state?.scroll !== undefined) scrollTo({ top: history.state.scroll, behavior: "instant" });
