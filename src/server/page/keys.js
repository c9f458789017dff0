// Single keys that do something. They can be turned off, since speech input types them unasked.

import { go } from "/page/state.js";

const OFF = "whosaid-keys-off";

/** Where the second key of a pair goes; the first is `g`. */
const VIEWS = { a: "/", r: "/?view=recordings", s: "/?view=speakers" };

/** Listens to keys that act on what `main` shows, and to the dialog that lists them. */
export function listenToKeys(main) {
  const help = document.getElementById("help");
  const wanted = document.getElementById("single-keys");
  wanted.checked = localStorage.getItem(OFF) === null;
  wanted.addEventListener("change", () => {
    if (wanted.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "");
  });
  document.getElementById("keys").addEventListener("click", () => help.showModal());

  // Where nothing had the focus before, it would stay on what is hidden now.
  help.addEventListener("close", () => help.contains(document.activeElement) && document.activeElement.blur());

  let isPair = false;
  const keys = {
    "/": () => toQuestion(),
    "?": () => help.showModal(),
    j: () => step(main, 1),
    k: () => step(main, -1),
    p: () => play(main),
    g: () => { isPair = true; },
  };
  document.addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey || help.open) return;
    if (event.target.matches("input:not([type=checkbox]), select, audio, video")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (!wanted.checked) return;
    const view = isPair ? VIEWS[event.key] : undefined;
    isPair = false;
    const act = view ? () => go(view) : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function toQuestion() {
  const box = document.getElementById("question");
  if (box) box.select();
  // There, the box has the focus from the beginning.
  else go("/");
}

/** Moves the focus to the link that opens the next or previous passage or turn. */
function step(main, by) {
  const links = [...main.querySelectorAll("a.open")];
  const place = links.indexOf(document.activeElement);
  const here = place >= 0 ? place + by : links.findIndex((link) => link.closest(".here"));
  const next = links[Math.min(links.length - 1, Math.max(0, here))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function play(main) {
  const near = document.activeElement.closest("li, figure") ?? main;
  near.querySelector(".play")?.click();
}
