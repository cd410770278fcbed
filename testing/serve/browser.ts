import { existsSync } from "node:fs";
import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFailed, onTestFinished, vi } from "vitest";
import { type PersonName, tokens } from "./page.ts";

const executablePath = "/usr/bin/chromium";
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const skip = !existsSync(executablePath) && process.env.CI !== "true";

// A browser takes long on a busy machine: for one step, and for a test, so that a step that hangs is named.
const patienceMs = 120_000;
vi.setConfig({ testTimeout: 5 * patienceMs });

export type Open = (url: string, options?: BrowserContextOptions) => Promise<Page>;

/** A suite that needs Chromium: skipped where there is none, except in CI, where it fails. */
export function describeWithBrowser(name: string, suite: (open: Open) => void): void {
  describe.skipIf(skip)(skip ? `${name} (skipped: no chromium)` : name, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args });
    });
    afterAll(() => browser?.close());
    suite((url, options) => openPage(browser, url, options));
  });
}

/** The page as somebody sees it who was never here before; an error, or what its policy forbids, fails the test. */
async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  const problems: string[] = [];
  const seen: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("dialog", (dialog) => problems.push(`a script of somebody else ran: ${dialog.message()}`));
  page.on("console", (message) => {
    seen.push(message.text());
    if (message.text().includes("Content Security Policy")) problems.push(message.text());
  });
  onTestFailed(() => console.error(`The page saw: ${seen.join("; ") || "nothing unusual"}`));
  onTestFinished(() => expect(problems).toEqual([]));
  const load = () => page.goto(url);
  // Chromium gives up a request when a network comes or goes, and whoever starts containers beside it makes some.
  await load().catch((error: Error) => {
    if (!error.message.includes("ERR_NETWORK_CHANGED")) throw error;
    return load();
  });
  return page;
}

/** Logs somebody in as a person does, by keyboard. */
export async function enter(page: Page, name: PersonName): Promise<void> {
  await page.locator("#login").waitFor();
  await page.fill("#name", name);
  await page.fill("#token", tokens[name]);
  await page.keyboard.press("Enter");
  await page.locator("#state[data-state=live]").waitFor();
}

const leastTarget = 44;

/** What can be pressed and is smaller than a finger; links within a text may be. */
const smallTargetsOn = (page: Page) =>
  page.locator("button:visible, input:visible, a:visible:not(h3 a)").evaluateAll(
    (targets, least) =>
      targets
        .map((target) => ({ html: target.outerHTML.slice(0, 80), box: target.getBoundingClientRect() }))
        .filter(({ box }) => Math.round(box.width) < least || Math.round(box.height) < least)
        .map(({ html, box }) => `${html}: ${box.width} x ${box.height}`),
    leastTarget,
  );

/** Fails on anything that axe finds, and on what is too small for a finger or wider than the screen. */
export async function expectAccessible(page: Page, view: string): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>("axe.run()");
  const findings = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  const tooWide = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
  expect({ view, findings, small: await smallTargetsOn(page), isTooWide: tooWide > 0 }).toEqual({
    view,
    findings: [],
    small: [],
    isTooWide: false,
  });
}
