// A server that tells nothing without a key, and has nothing yet.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { open, violations } from "./browser.mjs";
import { startLocked } from "./server.mjs";

let locked;

before(async () => { locked = await startLocked(); });
after(() => locked?.stop());

test("where reading needs a key the page asks for it and goes on", async () => {
  const { page, context } = await open("/", { address: locked.address });
  await page.waitForSelector(".error");
  assert.deepEqual(await violations(page), []);
  await page.getByLabel("Key", { exact: true }).fill(locked.keys.read);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".note");
  await context.close();
});

test("a key that is typed into either box of the recordings is taken for both", async () => {
  for (const box of ["[aria-label='All recordings']", "[aria-labelledby='add-title']"]) {
    const { page, context } = await open("/?view=recordings", { address: locked.address });
    const error = page.locator(".error");
    await error.waitFor();
    assert.match(await error.innerText(), /This needs a key/);
    assert.doesNotMatch(await error.innerText(), /`|Bearer/);
    await page.locator(box).getByLabel("Key", { exact: true }).fill(locked.keys.write);
    await page.keyboard.press("Enter");
    await page.locator(".note", { hasText: "There is no recording yet." }).waitFor();
    await page.waitForSelector(".drop");
    assert.equal(await error.count(), 0);
    assert.doesNotMatch(await page.locator("main").innerText(), /This needs a key/);
    await context.close();
  }
});

test("on a phone no link below breaks within its words", async () => {
  const { page, context } = await open("/", { address: locked.address, viewport: { width: 320, height: 640 } });
  for (const link of await page.locator("footer a, footer button").all()) {
    const lines = await link.evaluate((shown) => {
      const words = document.createRange();
      words.selectNodeContents(shown);
      return words.getClientRects().length;
    });
    assert.equal(lines, 1, await link.innerText());
  }
  await context.close();
});

test("a wrong key is refused without a word of how near it is", async () => {
  const { page, context } = await open("/?view=speakers", { address: locked.address, key: `${locked.keys.read.slice(0, -1)}~` });
  await page.waitForSelector(".error");
  assert.match(await page.locator(".error").innerText(), /not known here/);
  await page.getByRole("button", { name: "Forget the key" }).click();
  await page.locator(".error", { hasText: "needs a key" }).waitFor();
  await context.close();
});

test("a store without a recording says how to add one, in every view", async () => {
  const { page, context } = await open("/", { address: locked.address, key: locked.keys.write });
  await page.locator(".note", { hasText: "There is no recording yet." }).waitFor();
  assert.deepEqual(await violations(page), []);
  for (const [path, text] of [["/?view=recordings", "Add one below"], ["/?view=speakers", "See the recordings"]]) {
    await page.goto(locked.address + path);
    await page.locator(".note", { hasText: text }).waitFor();
  }
  await page.goto(`${locked.address}/?q=anything`);
  await page.locator(".note", { hasText: "Not found" }).waitFor();
  assert.match(await page.locator(".note").innerText(), /there is no recording/);
  await context.close();
});
