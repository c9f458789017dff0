// Transcripts: the moment, the player, and text that is markup.

import assert from "node:assert/strict";
import { test } from "node:test";

import { asked, inWindow, open, shot } from "./browser.mjs";

/** Waits until what is heard has gone on from a second of the recording. */
function plays(page, from) {
  return page.waitForFunction((start) => {
    const audio = document.querySelector("audio");
    return !audio.paused && audio.currentTime > start + 0.2;
  }, from);
}

test("a passage opens its transcript at the moment", async () => {
  const { page, complaints, context } = await open(asked("Where was the chapel piano found?", { transcript: "canal_history" }));
  await page.locator(".passage .open").first().click();
  const here = page.locator(".turn.here");
  await here.waitFor();
  assert.match(page.url(), /view=transcript&id=canal_history&at=\d+/);
  assert.ok(await inWindow(here));
  assert.equal(await page.title(), "canal history – whosaid");
  assert.deepEqual(complaints, []);
  await shot(page, "transcript-desktop");
  await context.close();
});

test("words from the right have their language and begin at the right", async () => {
  const { page, complaints, context } = await open("/?view=transcript&id=tahana");
  const said = page.locator(".turn .said").first();
  await said.waitFor();
  for (const words of [said, page.locator("h1 bdi")]) {
    assert.equal(await words.getAttribute("lang"), "he");
    assert.equal(await words.getAttribute("dir"), "rtl");
  }
  assert.deepEqual(complaints, []);
  await shot(page, "hebrew-desktop");
  await context.close();
});

test("a moment deep in a long turn is scrolled to, not the beginning of the turn", async () => {
  const { page, context } = await open("/?view=transcript&id=lighthouse&at=250");
  const said = page.locator(".turn.here .said");
  await said.waitFor();
  // Which words are in the middle of the window; a lamp a second, from the 10th on.
  await page.waitForFunction(() => scrollY > innerHeight);
  const number = await page.evaluate(() => {
    const { x, width } = document.querySelector(".turn.here .said").getBoundingClientRect();
    const { startContainer, startOffset } = document.caretRangeFromPoint(x + width / 2, innerHeight / 3);
    return Number(/number (\d+)/.exec(startContainer.textContent.slice(startOffset))[1]);
  });
  assert.ok(number > 200 && number < 280, `lamp number ${number}`);
  await context.close();
});

test("a recording that is a file of sound plays from the moment, and the transcript follows", async () => {
  const { page, complaints, context } = await open("/?view=transcript&id=sunday_kitchen&at=65");
  const player = page.locator("audio");
  await player.waitFor();
  assert.match(await player.getAttribute("src"), /^http:\/\/127\.0\.0\.1:\d+\/talk\.wav$/);
  // The recording runs 20 s ahead of its transcript.
  assert.equal(await player.evaluate((audio) => audio.currentTime), 85);
  await page.locator(".turn.here .play").click();
  await plays(page, 85);
  await page.waitForSelector(".turn.now");
  assert.equal(await page.locator(".turn.now").innerText(), await page.locator(".turn.here").innerText());
  assert.deepEqual(complaints, []);
  await shot(page, "player-desktop");
  await context.close();
});

test("a quotation of such a recording leads to the player, which starts by itself and only once", async () => {
  const { page, context } = await open(asked("What is in the jar?", { transcript: "sunday_kitchen" }));
  await page.locator(".passage .play").first().click();
  await page.waitForSelector(".turn.here");
  const start = Number(new URL(page.url()).searchParams.get("at")) + 20;
  await plays(page, start);
  assert.doesNotMatch(page.url(), /play=/);
  await context.close();
});

test("a document may play from the site of its recording, and from no other", async () => {
  const { page, context } = await open();
  const policy = async (path) => (await page.request.get(new URL(path, page.url()).href)).headers()["content-security-policy"];
  assert.match(await policy("/"), /media-src 'none'$/);
  await page.goto(new URL("/?view=recordings", page.url()).href);
  await page.getByRole("link", { name: "sunday kitchen" }).click();
  await page.waitForSelector("audio");
  const site = await page.locator("audio").evaluate((audio) => new URL(audio.src).origin);
  assert.ok((await policy(page.url())).endsWith(`media-src ${site}`));
  const refused = await page.evaluate(() => new Promise((told) => {
    document.addEventListener("securitypolicyviolation", (event) => told(event.effectiveDirective));
    new Audio("http://127.0.0.1:9/elsewhere.wav").load();
  }));
  assert.equal(refused, "media-src");
  await context.close();
});

test("a recording that leads on to another site plays after somebody agreed", async () => {
  const { page, context } = await open("/?view=transcript&id=moved&at=40");
  await page.locator(".turn.here .play").click();
  await page.getByRole("button", { name: "Play it from there" }).click();
  await page.waitForURL(/media=http%3A(&|$)/);
  await page.locator(".turn.here .play").click();
  await plays(page, 40);
  await context.close();
});

test("a recording that is not there is said not to play, with its address", async () => {
  const { page, context } = await open("/?view=transcript&id=broken&at=40");
  await page.locator(".turn.here .play").click();
  await page.locator(".player .error").waitFor();
  assert.match(await page.locator(".player .error").innerText(), /cannot be played here/);
  await context.close();
});

test("a video on YouTube is linked to at each turn's second, and no player is shown", async () => {
  const { page, context } = await open("/?view=transcript&id=peatland");
  await page.waitForSelector(".turn");
  assert.equal(await page.locator("audio, video, iframe").count(), 0);
  const link = page.locator(".turn .play").nth(3);
  assert.match(await link.getAttribute("href"), /^https:\/\/www\.youtube\.com\/watch\?v=abcdefghijk&t=\d+/);
  await context.close();
});

test("a transcript of markup is shown as text, in answers, lists and whole", async () => {
  const { page, complaints, context } = await open(asked("What is the password of the vault?", { transcript: "hostile" }));
  await page.waitForSelector(".passage");
  assert.match(await page.locator("main").innerText(), /<script>document\.title/);
  for (const path of ["/?view=transcript&id=hostile", "/?view=recordings", "/?view=speakers&transcript=hostile"]) {
    await page.goto(new URL(path, page.url()).href);
    await page.waitForSelector(".turn, .rows");
    assert.match(await page.locator("main").innerText(), /<img src=x onerror=alert\(1\)>/, path);
    assert.equal(await page.locator("main script, main img, main a[href^='javascript']").count(), 0, path);
    assert.doesNotMatch(await page.title(), /owned/);
  }
  assert.deepEqual(complaints, []);
  await context.close();
});

test("signs that turn the direction of writing end with the name they stand in", async () => {
  const { page, context } = await open("/?view=transcript&id=hostile");
  const name = page.locator(".turn .who bdi", { hasText: "Mallory" });
  await name.waitFor();
  const parent = await name.evaluate((bdi) => getComputedStyle(bdi).unicodeBidi);
  assert.equal(parent, "isolate");
  await context.close();
});

test("chapters are headings of the turns, a list that leads to them, and named beside what was said", async () => {
  const { page, complaints, context } = await open(asked("What was the jam made of?"));
  const cited = page.locator(".passage", { hasText: "behind the chapel" }).first();
  await cited.waitFor();
  assert.match(await cited.innerText(), /in “<b>Jam<\/b>”/);
  await cited.locator(".open").click();
  await page.waitForSelector(".turn.here");
  const order = await page.locator("h2.chapter, .turn .said").allInnerTexts();
  assert.deepEqual(order.map((text) => text.slice(0, 12)), ["Kettles", "The kettle b", "<b>Jam</b>", "The jam was "]);
  await page.getByRole("navigation", { name: "Chapters" }).getByRole("link", { name: "00:00:00" }).click();
  await page.locator(".turn.here", { hasText: "The kettle boils" }).waitFor();
  assert.deepEqual(complaints, []);
  await shot(page, "chapters-desktop");
  await context.close();
});

test("the page leads to the documents of the API", async () => {
  const { page, complaints, context } = await open();
  await page.getByRole("link", { name: "API" }).click();
  await page.getByRole("heading", { name: "whosaid: the API" }).waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a transcript that is not there is said not to be", async () => {
  const { page, context } = await open("/?view=transcript&id=nothing");
  await page.waitForSelector(".error");
  assert.match(await page.locator(".error").innerText(), /no transcript nothing/);
  await page.getByRole("link", { name: "See the recordings" }).click();
  await page.waitForSelector(".rows");
  await context.close();
});
