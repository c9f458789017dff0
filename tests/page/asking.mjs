// Questions: answers, filters, what is not found, what fails.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ask, asked, open, shot } from "./browser.mjs";

const INK = "Who made the violet ink, and from what?";

test("a question is answered with a quotation, its speaker, time and confidence, and with passages", async () => {
  const { page, complaints, context } = await open();
  await ask(page, INK);
  const quotation = page.locator(".quotation").first();
  assert.match(await quotation.locator("blockquote").innerText(), /elderberries/);
  assert.equal(await quotation.locator("blockquote").getAttribute("lang"), "en");
  assert.equal(await quotation.locator("blockquote").getAttribute("dir"), "ltr");
  assert.match(await quotation.innerText(), /Agnes, about 00:02:\d\d, canal history/);
  assert.match(await page.locator(".confidence").innerText(), /\d+ % confidence/);
  assert.ok((await page.locator(".passage").count()) >= 2);
  assert.ok((await page.locator(".passage mark", { hasText: "ink" }).count()) >= 1);
  assert.match(page.url(), /\?q=Who\+made/);
  assert.deepEqual(complaints, []);
  await shot(page, "answer-desktop");
  await context.close();
});

test("a passage is drawn at its place on the recording's timeline", async () => {
  const { page, context } = await open(asked(INK, { transcript: "canal_history" }));
  const bar = page.locator(".passage .bar").first();
  await bar.waitFor();
  assert.match(await bar.getAttribute("aria-label"), /^00:02:\d\d to 00:02:\d\d, 1\d % into the recording$/);
  const start = Number(await bar.locator(".part").getAttribute("x"));
  assert.ok(start > 120 && start < 150, `the mark begins at ${start} of 1000`);
  await context.close();
});

test("a quotation has a link that plays it, at its second", async () => {
  const { page, context } = await open(asked("How deep is the peat at its deepest?", { transcript: "peatland" }));
  const link = page.locator(".quotation .play").first();
  await link.waitFor();
  assert.match(await link.getAttribute("href"), /^https:\/\/www\.youtube\.com\/watch\?v=abcdefghijk&t=\d+/);
  assert.equal(await link.getAttribute("rel"), "noopener noreferrer");
  await context.close();
});

test("examples stand below an empty question, and can be asked", async () => {
  const { page, complaints, context } = await open();
  await page.locator(".examples a").first().click();
  await page.waitForSelector("blockquote");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a speaker that is chosen is the only one to be quoted", async () => {
  const { page, context } = await open();
  await page.getByText("Who, where, when").click();
  await page.waitForSelector("#filter-speaker option:nth-child(2)", { state: "attached" });
  await page.selectOption("#filter-speaker", { label: "Walter" });
  await ask(page, "What did they say about the mill?");
  const heads = await page.locator(".passage .head strong").allInnerTexts();
  assert.ok(heads.length > 0);
  assert.deepEqual([...new Set(heads)], ["Walter"]);
  assert.match(await page.locator("summary").first().innerText(), /1 filter/);
  await context.close();
});

test("days that are chosen leave only the recordings of those days", async () => {
  const { page, context } = await open("/?from=2024-01-01");
  await page.waitForSelector("#filter-from");
  assert.equal(await page.locator("#filter-from").inputValue(), "2024-01-01");
  await page.locator("#filter-to").fill("2024-12-31");
  await ask(page, "How deep is it?");
  const heads = await page.locator(".passage .head").allInnerTexts();
  assert.ok(heads.length > 0 && heads.every((head) => head.includes("peatland")), heads.join("\n"));
  await context.close();
});

test("filters that leave nothing are said to, and can be taken away at once", async () => {
  const { page, context } = await open(asked(INK, { speaker: "Walter", transcript: "peatland" }));
  await page.locator(".note", { hasText: "Not found" }).waitFor();
  assert.match(await page.locator(".note").innerText(), /filters together leave nothing/);
  await page.getByRole("link", { name: "Ask without filters" }).click();
  await page.waitForSelector("blockquote");
  assert.equal(await page.locator("#filter-speaker").inputValue(), "");
  await context.close();
});

test("what nobody spoke of is not found, and the page says so and shows what comes nearest", async () => {
  const { page, context } = await open();
  await ask(page, "What is the capital of Mongolia?");
  assert.equal(await page.locator("blockquote").count(), 0);
  assert.match(await page.locator(".note").innerText(), /Not found[^]*other words/);
  assert.ok(await page.getByRole("heading", { name: "The nearest misses" }).isVisible());
  await page.waitForFunction(() => document.getElementById("status").textContent === "Not found");
  await shot(page, "not-found-desktop");
  await context.close();
});

test("words that were not said just so can be looked for by meaning", async () => {
  const { page, context } = await open(asked('Who made the "purple ink of berries"?'));
  await page.getByRole("link", { name: "Look for the meaning of these words" }).click();
  await page.waitForSelector("blockquote");
  assert.ok(!(await page.getByRole("searchbox").inputValue()).includes('"'));
  await context.close();
});

test("how a question was read is shown, and it can be taken literally instead", async () => {
  const { page, context } = await open(asked("What did Agnes say about the ledger?"));
  await page.waitForSelector(".read-as");
  assert.match(await page.locator(".read-as").innerText(), /said by Agnes/);
  await page.getByRole("link", { name: "Take it literally" }).click();
  await page.getByRole("link", { name: "Read it as a question" }).waitFor();
  assert.doesNotMatch(await page.locator(".read-as").innerText(), /said by/);
  await context.close();
});

test("while an answer is on its way the page says so", async () => {
  const { page, context } = await open();
  let answer;
  const asking = new Promise((told) => page.route("**/v1/ask", (route) => {
    answer = () => route.continue();
    told();
  }));
  await page.getByRole("searchbox").fill(INK);
  await page.getByRole("button", { name: "Ask" }).click();
  await asking;
  assert.ok(await page.locator("[aria-busy=true]").isVisible());
  await page.waitForFunction(() => document.getElementById("status").textContent === "Listening");
  await answer();
  await page.waitForSelector("blockquote");
  assert.equal(await page.locator("[aria-busy=true]").count(), 0);
  await context.close();
});

test("a server that cannot be reached is said to be, with a way to try again", async () => {
  const { page, context } = await open();
  await page.route("**/v1/ask", (route) => route.abort());
  await ask(page, INK);
  assert.match(await page.locator(".error").innerText(), /cannot be reached/);
  await shot(page, "error-desktop");
  await page.unroute("**/v1/ask");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.waitForSelector("blockquote");
  await context.close();
});

test("what the server refuses is shown in its own words, with the request it can look for", async () => {
  const { page, context } = await open(asked(INK, { from: "2024-05-01", to: "2023-05-01" }));
  await page.waitForSelector(".error");
  assert.match(await page.locator(".error").innerText(), /request [0-9a-f]+/);
  await context.close();
});

test("an address that is no page of ours leads back", async () => {
  const { page, context } = await open("/?view=nowhere");
  await page.getByRole("link", { name: "Ask a question" }).click();
  await page.waitForSelector(".examples");
  await context.close();
});
