// The page without a mouse.

import assert from "node:assert/strict";
import { test } from "node:test";

import { asked, open, server } from "./browser.mjs";

const INK = "Who made the violet ink, and from what?";
const focused = (page) => page.evaluate(() => document.activeElement.className);

test("the keyboard alone asks, walks through the passages, opens one and comes back", async () => {
  const { page, complaints, context } = await open("/?view=recordings");
  await page.waitForSelector(".rows");
  await page.keyboard.press("/");
  await page.waitForFunction(() => document.activeElement.id === "question");
  await page.keyboard.type(INK);
  await page.keyboard.press("Enter");
  await page.waitForSelector("blockquote");
  // The answer has the focus, so that it is read and keys act on it.
  await page.waitForFunction(() => document.activeElement.classList.contains("arrive"));
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  assert.equal(await focused(page), "open");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".turn.here");
  assert.equal(await focused(page), "when open");
  await page.keyboard.press("k");
  assert.equal(await page.locator(".turn.here .when").evaluate((link) => link === document.activeElement), false);
  await page.goBack();
  await page.waitForSelector("blockquote");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("two keys go to each view, and one lists them all", async () => {
  const { page, context } = await open();
  await page.waitForSelector(".examples");
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  assert.ok(await page.locator("dialog").isVisible());
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "hidden" });
  for (const [key, heading] of [["r", "Recordings"], ["s", "Speakers"]]) {
    await page.keyboard.press("g");
    await page.keyboard.press(key);
    await page.getByRole("heading", { name: heading, exact: true }).waitFor();
  }
  await context.close();
});

test("a key plays from the turn that has the focus", async () => {
  const { page, context } = await open("/?view=transcript&id=sunday_kitchen&at=65");
  await page.waitForSelector(".turn.here");
  await page.keyboard.press("j");
  const next = await page.evaluate(() => Number(new URL(document.activeElement.href).searchParams.get("at")));
  assert.ok(next > 65);
  await page.keyboard.press("p");
  await page.waitForFunction((at) => document.querySelector("audio").currentTime > at + 20, next);
  await context.close();
});

test("a key plays the quotation that has the focus, not the first", async () => {
  const { page, context } = await open(asked("list the things said about the starter", { transcript: "sunday_kitchen" }));
  const quotations = page.locator(".quotation");
  await quotations.nth(1).waitFor();
  const at = (address) => new URL(address, server.address).searchParams.get("at");
  const [first, second] = await Promise.all([0, 1].map((place) =>
    quotations.nth(place).locator(".play").getAttribute("href").then(at)));
  assert.notEqual(first, second);
  await quotations.nth(1).locator(".open").focus();
  await page.keyboard.press("p");
  await page.waitForSelector(".turn.here");
  assert.equal(at(page.url()), second);
  await context.close();
});

test("single keys can be turned off, and stay so", async () => {
  const { page, context } = await open("/?view=recordings");
  await page.getByRole("button", { name: "Shortcuts" }).click();
  await page.getByLabel("Single keys do this").uncheck();
  await page.getByRole("button", { name: "Close" }).click();
  await page.reload();
  await page.waitForSelector(".rows");
  await page.keyboard.press("/");
  await page.keyboard.press("?");
  assert.ok(!(await page.locator("dialog").isVisible()));
  assert.match(page.url(), /view=recordings/);
  await context.close();
});

test("the first tab stop skips to the content", async () => {
  const { page, context } = await open("/?view=recordings");
  await page.waitForSelector(".rows");
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Recordings");
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "open");
  await context.close();
});

test("every tab stop of every view can be seen to have the focus", async () => {
  for (const path of ["/", `/?q=${encodeURIComponent(INK)}`, "/?view=recordings", "/?view=transcript&id=hostile",
    "/?view=speakers&transcript=billing_meeting"]) {
    const { page, context } = await open(path, { key: server.keys.write });
    await page.waitForSelector(".examples, .passage, .rows, .turn");
    const stops = new Set();
    for (let press = 0; press < 25; press++) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const { tagName, id, className, textContent } = document.activeElement;
        const style = getComputedStyle(document.activeElement);
        const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
        return { name: `${tagName} ${id} ${className} ${textContent.slice(0, 20)}`, seen, body: tagName === "BODY" };
      });
      if (stop.body) break;
      assert.ok(stop.seen, `${path}: ${stop.name}`);
      stops.add(stop.name);
    }
    assert.ok(stops.size > 6, `${path} has only ${stops.size} tab stops`);
    await context.close();
  }
});

test("a name is given with the keyboard alone", async () => {
  const { page, context } = await open("/?view=speakers&transcript=hostile", { key: server.keys.write });
  await page.waitForSelector(".speaker");
  await page.locator(".speaker summary").first().focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Trudy");
  await page.keyboard.press("Enter");
  await page.locator("main .note", { hasText: "is called Trudy now." }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator("main .note", { hasText: "is not called Trudy any more." }).waitFor();
  await context.close();
});
