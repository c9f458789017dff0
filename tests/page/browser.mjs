// The browser, the server, and what tests do with both.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before } from "node:test";

import { chromium } from "playwright-core";

import { startRecordings } from "./recording.mjs";
import { start } from "./server.mjs";

export const SIZES = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 390, height: 844 },
  // As wide as a page must still fit (WCAG 2.2, 1.4.10).
  narrow: { width: 320, height: 640 },
};

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--mute-audio"];

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** The server, once tests run: its address and keys. */
export let server;
let recordings;
let browser;

before(async () => {
  recordings = await startRecordings();
  [server, browser] = await Promise.all([
    start(recordings.address),
    chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS }),
  ]);
});

after(async () => {
  await browser?.close();
  await server?.stop();
  recordings?.stop();
});

/** Opens the page in a browser that knows nothing yet. Notes all that the browser complains of, and
 *  what is asked of anybody but the server. */
export async function open(path = "/", { key, address = server.address, ...options } = {}) {
  const context = await browser.newContext({ viewport: SIZES.desktop, ...options });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const complaints = [];
  const foreign = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(address)) foreign.push(request.url());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("dialog", (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("console", (message) => {
    // A refusal of the server is shown on the page.
    if (message.type() === "error" && !message.text().includes("Failed to load resource")) complaints.push(message.text());
  });
  if (process.env.PAGE) await context.route("**/page/*", (route) => unbuilt(route, process.env.PAGE));
  if (key) await page.addInitScript((given) => sessionStorage.setItem("whosaid-key", given), key);
  await page.goto(address + path);
  return { page, complaints, foreign, context };
}

/** Answers with a file of the page as it stands in its folder. */
function unbuilt(route, folder) {
  const path = join(folder, new URL(route.request().url()).pathname.slice("/page/".length));
  return existsSync(path) ? route.fulfill({ path }) : route.continue();
}

/** Returns the address of a question, with filters. */
export function asked(question, filters = {}) {
  return `/?${new URLSearchParams({ q: question, ...filters })}`;
}

/** Asks in the box, and waits for what comes of it. */
export async function ask(page, question) {
  await page.getByRole("searchbox", { name: "Question" }).fill(question);
  await page.getByRole("button", { name: "Ask" }).click();
  await page.waitForSelector("blockquote, .note, .error");
}

/** Keeps a picture for people to look at, where they want some. */
export async function shot(page, name) {
  if (!process.env.SCREENSHOTS) return;
  await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`), fullPage: true });
}

/** Returns what axe finds against WCAG 2.2 A and AA, each with the places. */
export async function violations(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate((rules) => axe.run(document, { runOnly: rules, resultTypes: ["violations"] }), RULES);
  return found.violations.map(({ id, nodes }) =>
    `${id}: ${nodes.map((node) => `${node.html} ${node.any[0]?.message ?? ""}`).join("; ")}`);
}

/** Returns by how many pixels the page is wider than the window. */
export function overhang(page) {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));
}

/** Returns whether some of an element is in the window. */
export function inWindow(locator) {
  return locator.evaluate((element) => {
    const box = element.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight;
  });
}
