// The page for everybody: WCAG 2.2 A and AA in every view and state, light and dark, on any window.

import assert from "node:assert/strict";
import { test } from "node:test";

import { SIZES, asked, open, overhang, server, shot, violations } from "./browser.mjs";

const INK = "Who made the violet ink, and from what?";

/** Every view and state: its address, and what is there once it is shown. */
const VIEWS = {
  start: ["/", ".examples"],
  answer: [asked(INK), "blockquote"],
  filtered: [asked(INK, { speaker: "Agnes", from: "2020-01-01" }), ".read-as"],
  "not-found": [asked("What is the capital of Mongolia?"), ".note"],
  refused: [asked(INK, { from: "2024-05-01", to: "2023-05-01" }), ".error"],
  recordings: ["/?view=recordings", ".rows"],
  transcript: ["/?view=transcript&id=canal_history&at=140", ".turn.here"],
  player: ["/?view=transcript&id=sunday_kitchen&at=65", ".turn.here"],
  hostile: ["/?view=transcript&id=hostile", ".turn"],
  "hostile-answer": [asked("What is the password of the vault?", { transcript: "hostile" }), ".passage"],
  speakers: ["/?view=speakers", ".speaker"],
  "no-such-page": ["/?view=nowhere", "h1"],
};

const walks = new Map();

/** Visits every view, once for all tests that look at the same, and returns what was seen of each. */
function walk(size, scheme = "light") {
  const name = `${size}-${scheme}`;
  if (!walks.has(name)) walks.set(name, visit(size, scheme, name));
  return walks.get(name);
}

async function visit(size, scheme, name) {
  const { page, complaints, foreign, context } = await open("/?view=nowhere", { viewport: SIZES[size], colorScheme: scheme });
  const seen = [];
  for (const [view, [path, ready]] of Object.entries(VIEWS)) {
    await page.goto(server.address + path);
    await page.waitForSelector(ready);
    seen.push({
      view,
      overhang: await overhang(page),
      once: await page.evaluate(() => ["h1", "header", "nav", "main", "footer"]
        .filter((tag) => document.querySelectorAll(tag).length === 1)),
      violations: size === "narrow" ? [] : await violations(page),
    });
    await shot(page, `${view}-${name}`);
  }
  await context.close();
  return { seen, foreign, complaints };
}

for (const [size, scheme] of [["desktop", "light"], ["desktop", "dark"], ["phone", "light"], ["phone", "dark"]]) {
  test(`every view holds to WCAG A and AA, ${scheme}, on a ${size}`, async () => {
    const { seen } = await walk(size, scheme);
    assert.equal(seen.length, Object.keys(VIEWS).length);
    assert.deepEqual(seen.filter(({ violations }) => violations.length > 0), []);
  });
}

for (const size of ["phone", "narrow"]) {
  test(`no view has to be scrolled sideways, ${SIZES[size].width} pixels wide`, async () => {
    const { seen } = await walk(size);
    assert.deepEqual(seen.filter(({ overhang }) => overhang > 0), []);
  });
}

test("every view has one first heading and one of each landmark", async () => {
  const { seen } = await walk("phone");
  for (const { view, once } of seen) assert.equal(once.join(), "h1,header,nav,main,footer", view);
});

test("no view loads anything from elsewhere, and the browser complains of none", async () => {
  const { foreign, complaints } = await walk("desktop");
  assert.deepEqual(foreign, []);
  assert.deepEqual(complaints, []);
});

for (const scheme of ["light", "dark"]) {
  test(`what opens and what is on its way holds to WCAG A and AA, ${scheme}`, async () => {
    const { page, context } = await open("/?view=speakers", { colorScheme: scheme, key: server.keys.write });
    await page.waitForSelector(".speaker");
    await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
    assert.deepEqual(await violations(page), [], "speakers, all open");
    await page.goto(`${server.address}/?view=recordings`);
    await page.route("**/v1/transcripts/*", () => {});
    await page.setInputFiles("#file", { name: "held.srt", mimeType: "text/plain", buffer: Buffer.from("1\n") });
    await page.waitForSelector("progress");
    assert.deepEqual(await violations(page), [], "an upload");
    await page.route("**/v1/ask", () => {});
    await page.goto(server.address + asked(INK));
    await page.waitForSelector(".loading");
    assert.deepEqual(await violations(page), [], "a question on its way");
    await page.getByRole("button", { name: "Shortcuts" }).click();
    assert.deepEqual(await violations(page), [], "the keys");
    await context.close();
  });
}

test("dark and light differ, and the page follows what the reader wants", async () => {
  const { page, context } = await open("/", { colorScheme: "light" });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.emulateMedia({ colorScheme: "dark" });
  assert.notEqual(await ground(), light);
  await context.close();
});

test("nothing moves by itself for who wants no motion", async () => {
  const { page, context } = await open("/", { reducedMotion: "reduce" });
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), "auto");
  await context.close();
});
