// The player of a recording, where its address is that of a file that browsers can play.

import { element, isWeb, outward, replace } from "/page/dom.js";
import { go } from "/page/state.js";

const AUDIO = /\.(mp3|m4a|aac|ogg|oga|opus|wav|flac)$/i;
const VIDEO = /\.(mp4|m4v|webm|ogv|mov)$/i;

/** Returns `audio` or `video`, whichever plays what is at an address; null where neither does, as
 *  for a page of YouTube. */
export function playerFor(address) {
  if (!isWeb(address)) return null;
  const path = decoded(new URL(address).pathname);
  return AUDIO.test(path) ? "audio" : VIDEO.test(path) ? "video" : null;
}

function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** A player; times are those of the transcript, in seconds. Nothing is fetched before it plays. */
export class Player {
  #media;
  #offset;
  #told = element("div", { role: "status" });

  /** `elsewhere` is the address at which this document may play what is kept on another site. */
  constructor(transcript, elsewhere, signal) {
    this.#offset = transcript.offset_s;
    this.#media = element(playerFor(transcript.media_url), {
      controls: true, preload: "none", src: transcript.media_url, "aria-label": `Recording of ${transcript.title}`,
    });
    let forbidden = false;
    document.addEventListener("securitypolicyviolation", (event) => {
      if (event.effectiveDirective !== "media-src") return;
      forbidden = true;
      replace(this.#told, element("p", { class: "note" },
        "The address of this recording leads on to another site. ",
        element("button", { class: "quiet", type: "button", onclick: () => go(elsewhere) }, "Play it from there")));
    }, { signal });
    this.#media.addEventListener("error", () => {
      if (forbidden) return;
      replace(this.#told, element("p", { class: "error" },
        "The recording cannot be played here. ", outward(transcript.media_url, "Open it where it is")));
    });
  }

  /** What to show. */
  get shown() {
    return element("div", { class: "player" }, this.#media, this.#told);
  }

  /** Makes ready to play from a moment. */
  seek(moment) {
    this.#media.currentTime = Math.max(0, moment + this.#offset);
  }

  /** Plays from a moment. A browser that wants a click first leaves it ready. */
  playFrom(moment) {
    this.seek(moment);
    this.#media.play().catch(() => {});
  }

  /** Calls `follow` with the moment that plays, several times a second. */
  follow(follow) {
    this.#media.addEventListener("timeupdate", () => {
      if (!this.#media.paused) follow(this.#media.currentTime - this.#offset);
    });
  }
}
