// The address holds the state: it can be given away, gone back to and loaded anew.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ask, asked, open } from "./browser.mjs";

const PIANO = "Where was the chapel piano found?";
const INK = "Who made the violet ink, and from what?";

test("an address is enough to come back to an answer with its filters", async () => {
  const { page, context } = await open(asked(PIANO, { transcript: "canal_history" }));
  await page.waitForSelector("blockquote");
  assert.equal(await page.getByRole("searchbox").inputValue(), PIANO);
  await page.waitForFunction(() => document.getElementById("filter-transcript")?.value === "canal_history");
  assert.equal(await page.title(), `${PIANO} – whosaid`);
  await context.close();
});

test("back and forward go through questions and views, each as it was", async () => {
  const { page, complaints, context } = await open();
  await ask(page, INK);
  await ask(page, PIANO);
  await page.getByRole("link", { name: "Recordings", exact: true }).click();
  await page.getByRole("heading", { name: "Recordings" }).waitFor();
  const box = page.getByRole("searchbox");
  await page.goBack();
  await page.waitForSelector("blockquote");
  assert.equal(await box.inputValue(), PIANO);
  await page.goBack();
  await page.locator("blockquote", { hasText: "elderberries" }).waitFor();
  assert.equal(await box.inputValue(), INK);
  await page.goForward();
  await page.goForward();
  await page.getByRole("heading", { name: "Recordings" }).waitFor();
  assert.equal(await page.title(), "Recordings – whosaid");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("going back from a transcript comes back to the passage it was opened from", async () => {
  const { page, context } = await open(asked(INK, { transcript: "canal_history" }));
  const last = page.locator(".passage").last();
  await last.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => history.state?.scroll > 0);
  const before = await page.evaluate(() => scrollY);
  await last.locator(".open").click();
  await page.waitForSelector(".turn.here");
  await page.goBack();
  await page.waitForSelector(".passage");
  await page.waitForFunction((top) => Math.abs(scrollY - top) < 3, before);
  await context.close();
});

test("loading anew shows the same transcript at the same moment", async () => {
  const { page, context } = await open("/?view=transcript&id=canal_history&at=140");
  const here = await page.locator(".turn.here").innerText();
  await page.reload();
  assert.equal(await page.locator(".turn.here").innerText(), here);
  await context.close();
});
