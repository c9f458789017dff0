// What people do with the page: go back and forth, play, add transcripts, give names. A real browser
// and a real server of its own, so that it can run beside the other half.

import "./coming-back.mjs";
import "./transcripts.mjs";
import "./uploads.mjs";
import "./keyboard.mjs";
// Last, since names that are given change what is shown.
import "./speakers.mjs";
import "./locked.mjs";
