import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { describeWithBrowser, say, shows, visit } from "./testing/browser.ts";
import { Client } from "./testing/client.ts";
import { type Replica, startReplica } from "./testing/replica.ts";

/** What axe has to say of the page as it is now. */
async function findingsOn(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>("axe.run()");
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

const leastTarget = 44;

/** What can be pressed, and is smaller than a finger. Links within text may be. */
const smallTargetsOn = (page: Page) =>
  page.locator("button:visible, input:visible, textarea:visible, a:visible:not(.text a)").evaluateAll(
    (targets, least) =>
      targets
        .map((target) => ({ html: target.outerHTML.slice(0, 80), box: target.getBoundingClientRect() }))
        .filter(({ box }) => Math.round(box.width) < least || Math.round(box.height) < least)
        .map(({ html, box }) => `${html}: ${box.width} x ${box.height}`),
    leastTarget,
  );

async function expectAccessible(page: Page, view: string): Promise<void> {
  // What fades in is not yet as it will be seen.
  await page.evaluate("Promise.all(document.getAnimations().map(({ finished }) => finished)).then(() => {})");
  expect({ view, findings: await findingsOn(page) }).toEqual({ view, findings: [] });
  expect({ view, small: await smallTargetsOn(page) }).toEqual({ view, small: [] });
}

async function fill({ port }: Replica): Promise<void> {
  const client = await Client.connect(port, "");
  for (let n = 0; n < 6; n++) {
    const title = n < 3 ? "Bruno" : "Carla";
    client.send({ text: `Number ${n} https://example.org`, uid: title, title, date: new Date(), mid: `m${n}` });
  }
  await client.receivesMessages(6);
}

const desktop = { width: 1100, height: 760 };
const phone = { width: 360, height: 640 };

describeWithBrowser("everyone can use the page", (open, browser) => {
  test.each([
    { colorScheme: "light", viewport: desktop },
    { colorScheme: "dark", viewport: phone },
  ] as const)("$colorScheme, $viewport.width pixels wide", async (options) => {
    const replica = await startReplica();
    const stranger = await (await browser().newContext(options)).newPage();
    await visit(stranger, replica.url);
    await stranger.waitForSelector("#login[open]");
    await expectAccessible(stranger, "login");
    await stranger.context().close();

    const page = await open(replica, "Ana Cristina", options);
    await page.locator("#empty").waitFor();
    await expectAccessible(page, "empty");
    await fill(replica);
    await page.getByText("Number 5").waitFor();
    await say(page, "Mine, with https://example.org/link");
    await page.locator(".mine:not(.pending)").waitFor();
    await expectAccessible(page, "conversation");

    await page.getByText("Number 5").click();
    await page.locator(".theirs .reply:visible").click();
    await page.fill("#text", "é".repeat(300));
    await expectAccessible(page, "reply that is too long");
    await page.fill("#text", "short");
    await page.keyboard.press("Enter");
    await page.locator(".mine:not(.pending) .quote").waitFor();
    await page.click("#find");
    await page.fill("#sought", "number");
    await expectAccessible(page, "answered, and searched");

    await replica.server.stop();
    await say(page, "Waits");
    await page.waitForSelector("#state[data-state=unreachable]");
    await expectAccessible(page, "unreachable");
  });

  test("reaches everything by keyboard", async () => {
    const replica = await startReplica();
    await fill(replica);
    const page = await open(replica, "Ana");
    await page.getByText("Number 5").waitFor();
    await page.focus("#log");
    for (const key of ["ArrowUp", "ArrowUp", "Enter"]) await page.keyboard.press(key);
    await page.keyboard.type("to the last but one");
    await page.keyboard.press("Enter");
    await page.locator(".mine:not(.pending) .quote-text", { hasText: "Number 4" }).waitFor();
    await shows(page, ...Array.from({ length: 6 }, (_, n) => `Number ${n} https://example.org`), "to the last but one");
  });
});
