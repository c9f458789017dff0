// A transcript, scrolled to a moment, with a player where the recording can be played here.

import { failure } from "/page/access.js";
import { get } from "/page/api.js";
import { contents, underHeadings } from "/page/chapters.js";
import { count, element, inward, languageOf, loading, outward, replace, spoken, words } from "/page/dom.js";
import { moment } from "/page/library.js";
import { who } from "/page/passage.js";
import { Player, playerFor } from "/page/player.js";
import { WENT, address, amend } from "/page/state.js";

/** Shows a transcript. */
export async function showTranscript(main, state, signal) {
  replace(main, element("h1", {}, "Transcript"), loading("Opening …"));
  try {
    const transcript = await get(`/v1/transcripts/${encodeURIComponent(state.id)}`, signal);
    document.title = `${transcript.title} – whosaid`;
    // An address from elsewhere may not say what this document has to be allowed to play.
    if (needsOtherSite(transcript, state.media)) amend(moment(transcript, state.at));
    else draw(main, transcript, state, signal);
  } catch (error) {
    if (error.name === "AbortError") return;
    replace(main, element("h1", {}, "Transcript"),
      failure(error, () => dispatchEvent(new Event(WENT))),
      error.status === 404 && element("p", {}, inward("/?view=recordings", "See the recordings")));
  }
}

function needsOtherSite(transcript, media) {
  if (!playerFor(transcript.media_url)) return false;
  const { origin, protocol } = new URL(transcript.media_url);
  return media !== origin && media !== protocol;
}

function draw(main, transcript, state, signal) {
  const here = (at) => moment(transcript, at, state.media ? { media: state.media } : {});
  const plays = playerFor(transcript.media_url);
  const elsewhere = plays && moment(transcript, state.at, { media: new URL(transcript.media_url).protocol });
  const player = plays ? new Player(transcript, elsewhere, signal) : null;
  const texts = transcript.turns_text;
  const turns = texts.map((turn) => turnOf(turn, transcript.language, here, player));
  replace(main,
    element("h1", {}, words(transcript.title, transcript.language)),
    about(transcript, player),
    contents(transcript.chapters, here),
    player?.shown,
    texts.length
      ? underHeadings(transcript.chapters, texts, turns)
      : element("p", { class: "note" }, "Nobody says anything in this transcript."));
  player?.follow((moment) => markAs("now", turns, placeOf(texts, moment)));
  if (state.at === null) return;
  arriveAt(texts, turns, state.at);
  if (!player) return;
  if (!state.play) player.seek(state.at);
  else {
    // Coming back to this address later must not start it again.
    amend(here(state.at));
    player.playFrom(state.at);
  }
}

function about(transcript, player) {
  const people = transcript.people.map(({ name, role }) => (role ? `${name} (${role})` : name)).join(", ");
  const facts = [transcript.date, transcript.duration, count(transcript.turns, "turn")].filter(Boolean).join(" · ");
  return element("div", { class: "about" },
    element("p", { class: "faint" }, facts, people && [" · with ", words(people)]),
    element("p", { class: "actions" },
      inward(address({ transcript: transcript.id }), "Ask this recording"),
      inward(address({ view: "speakers", transcript: transcript.id }), "Its speakers"),
      !player && transcript.media_url && outward(transcript.media_url, "Open the recording")));
}

function turnOf(turn, language, here, player) {
  const when = turn.start === null
    ? element("span", { class: "when faint" }, "no time")
    : inward(here(turn.start_s), turn.start, { class: "when open" });
  const play = player && turn.start_s !== null
    ? element("button", {
      class: "plain play", type: "button", "aria-label": `Play from ${turn.start}`, onclick: () => player.playFrom(turn.start_s),
    }, "Play")
    : !player && turn.link && turn.start_s !== null
      && outward(turn.link, "Play", { class: "play", "aria-label": `Play from ${turn.start} (opens in a new tab)` });
  return element("li", { class: "turn" },
    when,
    element("span", { class: "who" }, who(turn), " ", play),
    element("p", { class: "said", ...spoken(turn.language ?? languageOf(turn.text, language)) }, turn.text));
}

/** Returns the place of the turn that has begun last at a moment, or -1. */
function placeOf(texts, at) {
  // A moment in an address has whole seconds, and the turn may begin after them.
  return texts.findLastIndex((turn) => turn.start_s !== null && Math.floor(turn.start_s) <= at);
}

function markAs(mark, turns, place) {
  for (const turn of turns) turn.classList.toggle(mark, turn === turns[place]);
}

function arriveAt(texts, turns, at) {
  const place = Math.max(0, placeOf(texts, at));
  const turn = turns[place];
  if (!turn) return;
  markAs("here", turns, place);
  turn.setAttribute("aria-current", "true");
  turn.querySelector("a, button")?.focus({ preventScroll: true });
  turn.scrollIntoView({ block: "start", behavior: "instant" });
  scrollInto(turn, texts[place], at);
}

/** Scrolls on within a turn that is longer than the window, to about where the moment is in it. */
function scrollInto(turn, { start_s: start, end_s: end }, at) {
  const said = turn.querySelector(".said");
  const height = said.getBoundingClientRect().height;
  if (height < innerHeight / 2 || !(end > start)) return;
  const share = Math.min(1, Math.max(0, (at - start) / (end - start)));
  scrollBy({ top: height * share - innerHeight / 4, behavior: "instant" });
}
