// A transcript, scrolled to a moment, with a player where the recording can be played here.

import { get } from "/page/api.js";
import { element, failure, isWeb, loading, outward, replace } from "/page/dom.js";
import { moment } from "/page/state.js";

const AUDIO = /\.(mp3|m4a|aac|ogg|oga|opus|wav|flac)$/i;
const VIDEO = /\.(mp4|m4v|webm|ogv|mov)$/i;

/** Shows a transcript. */
export async function showTranscript(main, state, signal) {
  replace(main, loading("Opening …"));
  try {
    const transcript = await get(`/v1/transcripts/${encodeURIComponent(state.id)}`, signal);
    draw(main, transcript, state.at === null ? null : Number(state.at));
  } catch (error) {
    if (error.name !== "AbortError") replace(main, element("h1", {}, "Transcript"), failure(error));
  }
}

function draw(main, transcript, at) {
  const player = playerOf(transcript);
  const turns = transcript.turns_text.map((turn) => turnOf(turn, transcript, player));
  replace(main,
    element("h1", {}, transcript.title),
    element("p", { class: "label" }, [transcript.date, transcript.duration].filter(Boolean).join(" · "),
      !player && transcript.media_url && [" ", outward(transcript.media_url, "Open the recording")]),
    player && element("div", { class: "player" }, player),
    element("ol", { class: "turns" }, turns));
  if (at === null || Number.isNaN(at)) return;
  const place = transcript.turns_text.findLastIndex((turn) => turn.start_s !== null && Math.floor(turn.start_s) <= at);
  const here = turns[Math.max(0, place)];
  if (!here) return;
  here.classList.add("here");
  here.setAttribute("aria-current", "true");
  here.querySelector("a, button")?.focus({ preventScroll: true });
  here.scrollIntoView({ block: "center", behavior: "instant" });
  if (player) player.currentTime = at + offset(transcript);
}

function turnOf(turn, transcript, player) {
  const label = turn.speaker_label && turn.speaker_label !== turn.speaker ? ` (${turn.speaker_label})` : "";
  const when = turn.start === null
    ? element("span", { class: "when label" }, "no time")
    : element("a", { class: "when open", href: moment(transcript.id, turn.start_s), "data-view": "" }, turn.start);
  return element("li", { class: "turn" },
    when,
    element("span", {},
      element("span", { class: "who" }, turn.speaker ?? "Somebody unnamed"), element("span", { class: "label" }, label), " ",
      player && turn.start_s !== null
        ? element("button", { class: "plain play", type: "button", onclick: () => playFrom(player, turn.start_s + offset(transcript)) }, "Play")
        : !player && turn.link && outward(turn.link, "Play", { class: "play" })),
    element("p", {}, turn.text));
}

function playerOf(transcript) {
  if (!isWeb(transcript.media_url)) return null;
  const path = new URL(transcript.media_url).pathname;
  const tag = AUDIO.test(path) ? "audio" : VIDEO.test(path) ? "video" : null;
  return tag && element(tag, { controls: true, preload: "none", src: transcript.media_url });
}

function playFrom(player, at) {
  player.currentTime = at;
  player.play().catch(() => {});
}

function offset(transcript) {
  return transcript.offset_s ?? 0;
}
