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

for (const scheme of ["light", "dark"]) {
  test(`every view holds to WCAG A and AA, ${scheme}`, async () => {
    const { page, complaints, context } = await open("/", { colorScheme: scheme });
    for (const [view, [path, ready]] of Object.entries(VIEWS)) {
      await page.goto(server.address + path);
      await page.waitForSelector(ready);
      assert.deepEqual(await violations(page), [], view);
      await shot(page, `${view}-desktop-${scheme}`);
    }
    assert.deepEqual(complaints, []);
    await context.close();
  });

  test(`every view fits a phone and holds to WCAG A and AA there, ${scheme}`, async () => {
    const { page, context } = await open("/", { colorScheme: scheme, viewport: SIZES.phone, hasTouch: true });
    for (const [view, [path, ready]] of Object.entries(VIEWS)) {
      await page.goto(server.address + path);
      await page.waitForSelector(ready);
      assert.equal(await overhang(page), 0, `${view} is wider than the window`);
      assert.deepEqual(await violations(page), [], view);
      await shot(page, `${view}-phone-${scheme}`);
    }
    await context.close();
  });

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
    await page.getByRole("button", { name: "Keys" }).click();
    assert.deepEqual(await violations(page), [], "the keys");
    await context.close();
  });
}

test("every view fits a window of 320 pixels", async () => {
  const { page, context } = await open("/", { viewport: SIZES.narrow, key: server.keys.write });
  for (const [view, [path, ready]] of Object.entries(VIEWS)) {
    await page.goto(server.address + path);
    await page.waitForSelector(ready);
    assert.equal(await overhang(page), 0, `${view} is wider than the window`);
  }
  await context.close();
});

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

test("every view has one first heading, and all is in landmarks", async () => {
  const { page, context } = await open();
  for (const [view, [path, ready]] of Object.entries(VIEWS)) {
    await page.goto(server.address + path);
    await page.waitForSelector(ready);
    assert.equal(await page.locator("h1").count(), 1, view);
    for (const landmark of ["banner", "navigation", "main", "contentinfo"]) {
      assert.equal(await page.getByRole(landmark).count(), 1, `${view}: ${landmark}`);
    }
  }
  await context.close();
});

test("nothing is loaded from anywhere but the server", async () => {
  const { page, context } = await open();
  const foreign = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(server.address)) foreign.push(request.url());
  });
  for (const [path, ready] of Object.values(VIEWS)) {
    await page.goto(server.address + path);
    await page.waitForSelector(ready);
  }
  assert.deepEqual(foreign, []);
  await context.close();
});
