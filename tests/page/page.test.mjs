// What people do with the page, in a real browser against a real server. One process and one server
// for all of it; each file has the tests of one part.

import "./asking.mjs";
import "./coming-back.mjs";
import "./transcripts.mjs";
import "./uploads.mjs";
import "./readable.mjs";
import "./keyboard.mjs";
// Last, since names that are given change what is shown.
import "./speakers.mjs";
import "./locked.mjs";
