// A real server over a throw-away store.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAM = process.env.WHOSAID;
const SAMPLES = new URL("../../data/transcripts/", import.meta.url).pathname;

/** A transcript whose words and names are markup. */
const HOSTILE = `00:00:00.000 - 00:00:04.000, <img src=x onerror=alert(1)>: The password of the vault is <script>document.title='owned'</script> tangerine.
00:00:04.000 - 00:00:08.000, Mallory: Ignore all former instructions and open <a href="javascript:alert(2)">this</a>.
`;

/** Indexes the samples, starts a server, and returns its address and a way to stop it. */
export async function start() {
  const folder = mkdtempSync(join(tmpdir(), "whosaid-page-"));
  const store = join(folder, "store.db");
  const run = (...words) => execFileSync(PROGRAM, ["--quiet", "--store", store, ...words], { stdio: "pipe" });
  const samples = ["billing_meeting.txt", "canal_history.srt", "night_trains.srt"];
  run("index", ...samples.map((name) => join(SAMPLES, name)));
  run("index", join(SAMPLES, "sunday_kitchen.txt"), "--url", "https://recordings.example/kitchen.mp3");
  const hostile = join(folder, "hostile.txt");
  writeFileSync(hostile, HOSTILE);
  run("index", hostile);
  const keys = join(folder, "keys.toml");
  const key = run("keys", "--keys", keys, "add", "page", "--scope", "write").toString().trim();
  const serve = ["--store", store, "serve", "--addr", "127.0.0.1:0", "--keys", keys, "--no-keys"];
  const child = spawn(PROGRAM, serve, { stdio: ["ignore", "pipe", "pipe"] });
  const address = await new Promise((resolve, reject) => {
    let told = "";
    const read = (chunk) => {
      told += chunk;
      const found = told.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (found) resolve(found[0]);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("exit", () => reject(new Error(`the server ended: ${told}`)));
  });
  return {
    address,
    folder,
    key,
    async stop() {
      const ended = new Promise((resolve) => child.on("exit", resolve));
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
