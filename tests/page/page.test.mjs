// What people do with the page, in a real browser against a real server.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { chromium } from "playwright-core";

import { start } from "./server.mjs";

const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

let server;
let browser;

before(async () => {
  server = await start();
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS });
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Opens the page, and fails on anything the browser complains of. */
async function open(path = "/", options = {}) {
  const context = await browser.newContext({ viewport: SIZES.desktop, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("dialog", (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("console", (message) => {
    // Media of example addresses cannot be fetched here, and a refusal of the server is shown on the page.
    if (message.type() === "error" && !message.text().includes("Failed to load resource")) complaints.push(message.text());
  });
  await page.goto(server.address + path);
  return { page, complaints, context };
}

async function ask(page, question) {
  await page.getByRole("searchbox", { name: "Question" }).fill(question);
  await page.getByRole("button", { name: "Ask" }).click();
  await page.waitForSelector("blockquote, .note, .error");
}

async function shot(page, name) {
  await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`), fullPage: true });
}

/** Gives the page the key that may write. */
async function unlock(page) {
  await page.locator("summary", { hasText: "Key" }).click();
  await page.locator("#key").fill(server.key);
  await page.locator("#key").blur();
}

/** Returns pairs of text and ground of too little contrast (WCAG AA: 4.5, or 3 for large text). */
function poorContrast() {
  const parse = (color) => color.match(/[\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const part = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const poor = [];
  for (const element of document.querySelectorAll("body *")) {
    const said = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    const box = element.getBoundingClientRect();
    if (!said || box.width < 2 || element.closest(".hidden, .skip, dialog:not([open])")) continue;
    let ground = element;
    while (ground && (parse(getComputedStyle(ground).backgroundColor)[3] ?? 1) === 0) ground = ground.parentElement;
    const style = getComputedStyle(element);
    const back = ground ? parse(getComputedStyle(ground).backgroundColor) : [255, 255, 255];
    const [light, dark] = [luminance(parse(style.color)), luminance(back)].sort((a, b) => b - a);
    const large = parseFloat(style.fontSize) >= 24;
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < (large ? 3 : 4.5)) poor.push(`${element.tagName} ${element.className} ${contrast.toFixed(2)} ${element.textContent.slice(0, 30)}`);
  }
  return poor;
}

test("a question is answered with a quotation, its speaker, its time and the passages it rests on", async () => {
  const { page, complaints } = await open();
  await ask(page, "Who made the violet ink, and from what?");
  const quotation = page.locator("blockquote").first();
  assert.match(await quotation.innerText(), /elderberries/);
  assert.match(await quotation.innerText(), /Agnes/);
  assert.match(await quotation.innerText(), /00:02:\d\d/);
  assert.ok(await page.locator("meter").isVisible());
  assert.ok((await page.locator(".passage").count()) >= 2);
  assert.ok((await page.locator(".passage mark").count()) >= 1);
  assert.ok(await page.locator(".passage svg.timeline").first().isVisible());
  assert.match(page.url(), /\?q=Who\+made/);
  assert.deepEqual(complaints, []);
  await shot(page, "answer-desktop");
});

test("an address is enough to come back to an answer", async () => {
  const { page } = await open("/?q=Where+was+the+chapel+piano+found%3F&transcript=canal_history");
  await page.waitForSelector("blockquote");
  assert.equal(await page.getByRole("searchbox").inputValue(), "Where was the chapel piano found?");
  await page.waitForFunction(() => document.getElementById("filter-transcript")?.value === "canal_history");
});

test("a filter leaves only what that speaker said", async () => {
  const { page } = await open();
  await page.getByText("Who, where, when").click();
  await page.waitForSelector("#filter-speaker option:nth-child(2)", { state: "attached" });
  await page.selectOption("#filter-speaker", { label: "Walter" });
  await ask(page, "What did they say about the mill?");
  const heads = await page.locator(".passage .head strong").allInnerTexts();
  assert.ok(heads.length > 0);
  assert.deepEqual([...new Set(heads)], ["Walter"]);
});

test("what nobody spoke of is not found, and the page says what to do", async () => {
  const { page } = await open();
  await ask(page, "What is the capital of Mongolia?");
  assert.equal(await page.locator("blockquote").count(), 0);
  assert.match(await page.locator(".note").innerText(), /Not found/);
  assert.match(await page.locator("main").innerText(), /nearest misses/i);
  await shot(page, "not-found-desktop");
});

test("a passage opens its transcript at the moment", async () => {
  const { page, complaints } = await open("/?q=Where+was+the+chapel+piano+found%3F&transcript=canal_history");
  await page.waitForSelector(".passage");
  await page.locator(".passage .open").first().click();
  const here = page.locator(".turn.here");
  await here.waitFor();
  assert.match(page.url(), /view=transcript&id=canal_history&at=\d+/);
  assert.ok(await here.evaluate((turn) => {
    const box = turn.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight;
  }));
  await page.goBack();
  await page.waitForSelector(".passage");
  assert.deepEqual(complaints, []);
  await shot(page, "transcript-desktop");
});

test("a recording with audio has a player that starts at the moment", async () => {
  const { page } = await open("/?view=transcript&id=sunday_kitchen&at=65");
  const player = page.locator("audio");
  await player.waitFor();
  assert.equal(await player.getAttribute("src"), "https://recordings.example/kitchen.mp3");
  await page.locator(".turn .play").nth(2).click();
});

test("the keyboard alone asks, walks through the passages and opens one", async () => {
  const { page, complaints } = await open();
  await page.keyboard.press("/");
  await page.keyboard.type("Who made the violet ink, and from what?");
  await page.keyboard.press("Enter");
  await page.waitForSelector("blockquote");
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  assert.equal(await page.evaluate(() => document.activeElement.className), "open");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".turn.here");
  await page.keyboard.press("?");
  assert.ok(await page.locator("dialog").isVisible());
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await page.waitForSelector("table");
  assert.deepEqual(complaints, []);
});

test("a transcript of markup is shown as text, in answers and whole", async () => {
  const { page, complaints } = await open("/?q=What+is+the+password+of+the+vault%3F&transcript=hostile");
  await page.waitForSelector(".passage, .error");
  assert.match(await page.locator("main").innerText(), /<script>document\.title/);
  await page.goto(`${server.address}/?view=transcript&id=hostile`);
  await page.waitForSelector(".turn");
  assert.match(await page.locator("main").innerText(), /<img src=x onerror=alert\(1\)>/);
  assert.equal(await page.locator("main script, main img, main a[href^='javascript']").count(), 0);
  assert.notEqual(await page.title(), "owned");
  assert.deepEqual(complaints, []);
});

test("a transcript that is dropped or chosen can be asked at once", async () => {
  const { page } = await open("/?view=recordings");
  await page.waitForSelector("table");
  await unlock(page);
  const file = join(server.folder, "garden.srt");
  writeFileSync(file, "1\n00:00:01,000 --> 00:00:06,000\nPetra: The quince tree by the well gave ninety pounds of fruit this autumn.\n");
  await page.setInputFiles("#file", file);
  await page.getByRole("link", { name: "Ask it something" }).click();
  await ask(page, "How much fruit did the quince tree give?");
  assert.match(await page.locator("blockquote").innerText(), /ninety pounds/);
});

test("without a key nothing is changed, and the page says what is needed", async () => {
  const { page } = await open("/?view=recordings");
  await page.waitForSelector("table");
  const file = join(server.folder, "meadow.srt");
  writeFileSync(file, "1\n00:00:01,000 --> 00:00:06,000\nPetra: The meadow was mown in June.\n");
  await page.setInputFiles("#file", file);
  await page.waitForSelector(".error");
  assert.match(await page.locator(".error").innerText(), /key/);
});

test("a file that is no transcript is refused with the reason", async () => {
  const { page } = await open("/?view=recordings");
  await page.waitForSelector("table");
  await unlock(page);
  const file = join(server.folder, "diary.txt");
  writeFileSync(file, "dear diary, today it rained");
  await page.setInputFiles("#file", file);
  await page.waitForSelector(".error");
  assert.match(await page.locator(".error").innerText(), /format/);
});

test("a speaker gets a name, and answers use it", async () => {
  const { page, complaints } = await open("/?view=speakers");
  await page.waitForSelector("table");
  await shot(page, "speakers-desktop");
  await unlock(page);
  const row = page.locator("tr", { hasText: "Speaker E" }).first();
  await row.getByRole("textbox").fill("Inês Duarte");
  await row.getByRole("button", { name: "Name" }).click();
  await page.waitForSelector("td:has-text('Inês Duarte')");
  await page.goto(`${server.address}/?q=${encodeURIComponent("What did Inês Duarte say about the bank?")}&transcript=billing_meeting`);
  await page.waitForSelector(".passage");
  const heads = await page.locator(".passage .head").allInnerTexts();
  assert.ok(heads.every((head) => head.includes("Inês Duarte") && head.includes("Speaker E")), heads.join("\n"));
  assert.deepEqual(complaints, []);
});

for (const scheme of ["light", "dark"]) {
  for (const [name, viewport] of Object.entries(SIZES)) {
    test(`every page is readable on ${name} in ${scheme}: contrast, and nothing wider than the window`, async () => {
      const { page } = await open("/", { viewport, colorScheme: scheme });
      const views = {
        start: "/",
        answer: "/?q=Who+made+the+violet+ink%2C+and+from+what%3F",
        recordings: "/?view=recordings",
        transcript: "/?view=transcript&id=canal_history&at=140",
        speakers: "/?view=speakers",
      };
      for (const [view, path] of Object.entries(views)) {
        await page.goto(server.address + path);
        await page.waitForSelector(".examples, blockquote, table, .turn");
        assert.deepEqual(await page.evaluate(poorContrast), [], view);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${view} is ${wide} pixels wider than the window`);
        await shot(page, `${view}-${name}-${scheme}`);
      }
    });
  }
}

test("every control has a name, every page one first heading", async () => {
  const { page } = await open();
  for (const path of ["/", "/?view=recordings", "/?view=speakers", "/?view=transcript&id=canal_history"]) {
    await page.goto(server.address + path);
    await page.waitForSelector(".examples, table, .turn");
    const unnamed = await page.evaluate(() => [...document.querySelectorAll("button, input, select, a")]
      .filter((control) => !control.textContent.trim() && !control.getAttribute("aria-label") && !control.labels?.length)
      .map((control) => control.outerHTML));
    assert.deepEqual(unnamed, [], path);
    assert.equal(await page.locator("h1").count(), 1, path);
  }
});

test("an error of the server is shown with a way to try again", async () => {
  const { page } = await open();
  await page.route("**/v1/ask", (route) => route.abort());
  await page.getByRole("searchbox").fill("Who made the ink?");
  await page.getByRole("button", { name: "Ask" }).click();
  await page.waitForSelector(".error");
  await page.unroute("**/v1/ask");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.waitForSelector("blockquote");
});
