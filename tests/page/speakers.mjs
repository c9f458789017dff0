// Speakers: how long they talk, names that are suggested, given and taken back.

import assert from "node:assert/strict";
import { test } from "node:test";

import { asked, open, server, shot } from "./browser.mjs";

const MEETING = "/?view=speakers&transcript=billing_meeting";

test("speakers are listed by recording with the time they talk, the longest first", async () => {
  const { page, complaints, context } = await open("/?view=speakers");
  const meeting = page.locator("main section", { has: page.getByRole("heading", { name: "billing meeting" }) });
  await meeting.waitFor();
  const times = (await meeting.locator(".talk").allInnerTexts()).map((text) => /talks (\d\d:\d\d:\d\d)/.exec(text)[1]);
  assert.equal(times.length, 5);
  assert.deepEqual(times, [...times].sort().reverse());
  assert.deepEqual(complaints, []);
  await shot(page, "speakers-desktop");
  await context.close();
});

test("a name that a recording suggests comes with its evidence, is accepted, and is taken back", async () => {
  const { page, complaints, context } = await open(MEETING, { key: server.keys.write });
  const suggestion = page.locator(".suggestion", { hasText: "Speaker C may be Ros" });
  await suggestion.waitFor();
  assert.match(await suggestion.innerText(), /Ros, over to you then: complaints/);
  await suggestion.getByRole("button", { name: "Call Speaker C Ros" }).click();
  const notice = page.locator("main .note", { hasText: "Speaker C is called Ros now." });
  await notice.waitFor();
  assert.ok(await notice.evaluate((note) => note === document.activeElement));
  assert.equal(await suggestion.count(), 0);
  const renamed = page.locator(".speaker", { hasText: "Ros (Speaker C)" });
  assert.equal(await renamed.count(), 1);
  await notice.getByRole("button", { name: "Undo" }).click();
  await suggestion.waitFor();
  assert.equal(await renamed.count(), 0);
  assert.match(await page.locator("main .note").first().innerText(), /not called Ros any more/);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("undoing takes back the name on the page, though somebody gave another one since", async () => {
  const { page, context } = await open(MEETING, { key: server.keys.write });
  await page.getByRole("button", { name: "Call Speaker E Inês" }).click();
  const undo = page.locator("main .note").getByRole("button", { name: "Undo" });
  await undo.waitFor();
  const headers = { Authorization: `Bearer ${server.keys.write}` };
  const given = { label: "Speaker B", name: "Bea", transcript: "billing_meeting" };
  await page.request.post(new URL("/v1/speakers/name", page.url()).href, { headers, data: given });
  await undo.click();
  await page.getByRole("button", { name: "Call Speaker E Inês" }).waitFor();
  assert.equal(await page.locator(".speaker", { hasText: "Bea (Speaker B)" }).count(), 1);
  await context.close();
});

test("a speaker gets a name by hand, answers use it, and the log takes it back", async () => {
  const { page, complaints, context } = await open(MEETING, { key: server.keys.write });
  const row = page.locator(".speaker", { hasText: "Speaker E" });
  await row.locator("summary").click();
  await row.getByRole("textbox", { name: "New name of Speaker E" }).fill("Inês Duarte");
  await page.keyboard.press("Enter");
  await page.locator(".speaker", { hasText: "Inês Duarte (Speaker E)" }).waitFor();
  await shot(page, "named-desktop");
  const address = page.url();
  await page.goto(new URL(asked("What did Inês Duarte say about the bank?", { transcript: "billing_meeting" }), address).href);
  await page.waitForSelector(".passage");
  const heads = await page.locator(".passage .head").allInnerTexts();
  assert.ok(heads.every((head) => head.includes("Inês Duarte (Speaker E)")), heads.join("\n"));
  await page.goto(address);
  await page.locator(".log summary").click();
  await page.getByRole("button", { name: "Undo that Speaker E is called Inês Duarte" }).click();
  await page.locator("main .note", { hasText: "Speaker E is not called Inês Duarte any more." }).waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("without a key a name is refused, and given once there is one", async () => {
  const { page, context } = await open(MEETING);
  await page.getByRole("button", { name: "Call Speaker C Ros" }).click();
  const error = page.locator(".error");
  await error.waitFor();
  assert.match(await error.innerText(), /whosaid keys add NAME.*--scope write/);
  await error.getByLabel("Key", { exact: true }).fill(server.keys.write);
  await page.keyboard.press("Enter");
  await page.locator("main .note", { hasText: "Speaker C is called Ros now." }).waitFor();
  await context.close();
});

test("a name that no label can have is refused with the reason", async () => {
  const { page, context } = await open(MEETING, { key: server.keys.write });
  const row = page.locator(".speaker", { hasText: "Speaker A" });
  await row.locator("summary").click();
  await row.getByRole("textbox").fill(" ");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".error");
  assert.match(await page.locator(".error").innerText(), /from 1 to 200 characters/);
  await context.close();
});
