// The recordings there are, and what is known of each.

import { all } from "/page/api.js";
import { words } from "/page/dom.js";
import { playerFor } from "/page/player.js";
import { address } from "/page/state.js";

/** Reads what recordings there are. */
export async function readLibrary(signal) {
  return new Library(await all("/v1/transcripts", "transcripts", signal));
}

/** Recordings by their ids. One that is not known, or came later, has its id for a title. */
export class Library {
  #recordings;

  constructor(recordings) {
    this.#recordings = new Map(recordings.map((recording) => [recording.id, recording]));
  }

  /** All of them, in the server's order. */
  get recordings() {
    return [...this.#recordings.values()];
  }

  /** Everybody who speaks, by name where one was given, in alphabetical order. */
  get speakers() {
    return [...new Set(this.recordings.flatMap((recording) => recording.speakers))].sort((a, b) => a.localeCompare(b));
  }

  title(id) {
    return this.#recordings.get(id)?.title ?? id;
  }

  /** The title as it is shown, in the language of the recording. */
  titled(id, title = this.title(id)) {
    return words(title, this.#recordings.get(id)?.language);
  }

  /** The length in seconds, or nothing. */
  duration(id) {
    return this.#recordings.get(id)?.duration_s ?? null;
  }

  /** Whether the recording can be played on this page. */
  plays(id) {
    return playerFor(this.#recordings.get(id)?.media_url) !== null;
  }

  /** The address of a moment of a transcript, in seconds, or of the whole. */
  moment(id, at = null) {
    return moment(this.#recordings.get(id) ?? { id }, at);
  }
}

/** Returns the address of a moment of a transcript, in seconds, or of the whole. */
export function moment(recording, at = null, more = {}) {
  return address({
    view: "transcript",
    id: recording.id,
    at: at === null ? null : Math.floor(at),
    media: playerFor(recording.media_url) ? new URL(recording.media_url).origin : null,
    ...more,
  });
}
