// Transcripts that are added on the page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ask, open, server, shot } from "./browser.mjs";

function file(name, text) {
  return { name, mimeType: "text/plain", buffer: Buffer.from(text) };
}

const caption = (text) => `1\n00:00:01,000 --> 00:00:06,000\n${text}\n`;

test("a transcript that is chosen can be asked at once", async () => {
  const { page, complaints, context } = await open("/?view=recordings", { key: server.keys.write });
  await page.setInputFiles("#file", file("garden.srt", caption("Petra: The quince tree by the well gave ninety pounds of fruit this autumn.")));
  await page.getByRole("link", { name: "Ask it something" }).click();
  await ask(page, "How much fruit did the quince tree give?");
  assert.match(await page.locator("blockquote").innerText(), /ninety pounds/);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("transcripts that are dropped are added, each with what became of it", async () => {
  const { page, context } = await open("/?view=recordings", { key: server.keys.write });
  await page.waitForSelector(".drop");
  const dropped = await page.evaluateHandle((captions) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([captions], "orchard.srt"));
    transfer.items.add(new File(["dear diary, today it rained"], "diary.txt"));
    return transfer;
  }, caption("Jo: The pears are early."));
  await page.dispatchEvent(".drop", "dragover", { dataTransfer: dropped });
  assert.match(await page.locator(".drop").getAttribute("class"), /over/);
  await page.dispatchEvent(".drop", "drop", { dataTransfer: dropped });
  await page.locator(".uploads .error").waitFor();
  assert.match(await page.locator(".uploads .note").innerText(), /orchard\.srt can be asked now: 1 turn, 1 passage/);
  const error = await page.locator(".uploads .error").innerText();
  assert.match(error, /no known transcript format/i);
  assert.doesNotMatch(error, /parameter/);
  await page.getByRole("link", { name: "orchard" }).waitFor();
  await shot(page, "uploads-desktop");
  await context.close();
});

test("while a file is sent and read, its progress is shown", async () => {
  const { page, context } = await open("/?view=recordings", { key: server.keys.write });
  await page.waitForSelector("#file");
  let on;
  const sending = new Promise((told) => page.route("**/v1/transcripts/*", (route) => {
    on = () => route.continue();
    told();
  }));
  await page.setInputFiles("#file", file("slow.srt", caption("Jo: The plums are late.")));
  await sending;
  const progress = page.getByRole("progressbar", { name: "slow.srt" });
  assert.ok(await progress.isVisible());
  await shot(page, "uploading-desktop");
  await on();
  await page.locator(".uploads .note", { hasText: "slow.srt" }).waitFor();
  assert.equal(await progress.count(), 0);
  await context.close();
});

test("what of a file could not be read as it stood is told with its place", async () => {
  const { page, context } = await open("/?view=recordings", { key: server.keys.write });
  const text = `${caption("Jo: The first.")}\n2\n00:00:09,000 --> 00:00:07,000\nJo: The second ends before it begins.\n`;
  await page.setInputFiles("#file", file("odd.srt", text));
  await page.getByText(/places? could not be read/).click();
  assert.match(await page.locator(".uploads details li").first().innerText(), /^6: ends before it starts/);
  await context.close();
});

test("a file whose name a transcript has is not sent until somebody says what is to become of it", async () => {
  const { page, complaints, context } = await open("/?view=recordings", { key: server.keys.write });
  const first = caption("Ines: The first shed was painted green.");
  await page.setInputFiles("#file", file("shed.srt", first));
  await page.locator(".uploads .note", { hasText: "shed.srt can be asked" }).waitFor();
  const said = async (id) => (await page.request.get(`${server.address}/v1/transcripts/${id}`)).text();

  await page.setInputFiles("#file", file("shed.vtt", `WEBVTT\n\n00:01.000 --> 00:06.000\n<v Jo>The second shed was painted blue.\n`));
  const asked = page.locator(".uploads .note", { hasText: "shed.vtt was not sent" });
  await asked.waitFor();
  assert.match(await said("shed"), /painted green/);
  await asked.getByRole("button", { name: "Add it as shed-2" }).click();
  await page.locator(".uploads .note", { hasText: "shed.vtt can be asked" }).waitFor();
  assert.match(await said("shed"), /painted green/);
  assert.match(await said("shed-2"), /painted blue/);

  await page.setInputFiles("#file", file("shed.srt", caption("Ines: The third shed was painted red.")));
  await page.getByRole("button", { name: "Replace shed" }).click();
  await page.locator(".uploads .note", { hasText: "shed.srt took the place of what was shed" }).waitFor();
  assert.match(await said("shed"), /painted red/);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("without a key nothing can be added, and the page says how to get one", async () => {
  const { page, context } = await open("/?view=recordings");
  await page.waitForSelector(".rows");
  assert.equal(await page.locator(".drop").count(), 0);
  assert.match(await page.locator("main").innerText(), /whosaid keys add NAME --scope write/);
  await page.getByLabel("Key", { exact: true }).fill(server.keys.write);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".drop");
  await context.close();
});

test("a key that may only read is refused, and another can be given in the same place", async () => {
  const { page, context } = await open("/?view=recordings", { key: server.keys.read });
  await page.setInputFiles("#file", file("meadow.srt", caption("Petra: The meadow was mown in June.")));
  const error = page.locator(".uploads .error");
  await error.waitFor();
  assert.match(await error.innerText(), /write scope/);
  await error.getByLabel("Another key").fill(server.keys.write);
  await error.getByRole("button", { name: "Use this key" }).click();
  await page.locator(".uploads .note", { hasText: "meadow.srt" }).waitFor();
  await context.close();
});
