import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFailed, onTestFinished, vi } from "vitest";
import type { Replica } from "./replica.ts";
import { until } from "./until.ts";

// A browser takes long on a busy machine, in milliseconds: for one step, and for a test, so that a step that hangs is named.
const patience = 120_000;
vi.setConfig({ testTimeout: 3 * patience, hookTimeout: patience });

const executablePath = "/usr/bin/chromium";
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const skip = !existsSync(executablePath) && process.env.CI !== "true";

export type Open = (replica: Replica, name: string, options?: BrowserContextOptions) => Promise<Page>;

/** A suite that needs Chromium: skipped where there is none, except in CI, where it fails. */
export function describeWithBrowser(name: string, suite: (open: Open, browser: () => Browser) => void): void {
  describe.skipIf(skip)(skip ? `${name} (skipped: no chromium)` : name, () => {
    let browser: Browser;

    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args });
    });

    afterAll(() => browser?.close());

    const open: Open = async (replica, name, options) => {
      const page = await openPage(browser, replica, options);
      await enter(page, name);
      return page;
    };
    suite(open, () => browser);
  });
}

export interface Profile {
  page: Page;
  /** Ends it as a crash does, without a word to the page. */
  kill: () => Promise<void>;
}

/** A browser of its own that keeps what it has in this folder. */
export async function launchWithProfile(folder: string): Promise<Profile> {
  const own = ["--headless", "--remote-debugging-port=0", `--user-data-dir=${folder}`, "about:blank"];
  const child = spawn(executablePath, [...args, ...own], { stdio: ["ignore", "ignore", "pipe"], detached: true });
  let output = "";
  child.stderr.on("data", (chunk) => {
    output += chunk;
  });
  const exited = once(child, "exit");
  const kill = async () => {
    if (child.pid && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, "SIGKILL");
    await exited;
  };
  onTestFinished(kill);
  const endpoint = await until("the browser listens", () => /DevTools listening on (\S+)/.exec(output)?.[1]);
  const browser = await chromium.connectOverCDP(endpoint);
  const [context = await browser.newContext()] = browser.contexts();
  return { page: await watchedPage(context), kill };
}

/** The page as somebody sees it who was never here before. */
export async function openPage(
  browser: Browser,
  { url }: Pick<Replica, "url">,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  onTestFinished(() => context.close());
  const page = await watchedPage(context);
  await visit(page, url);
  return page;
}

/** Chromium gives up a request when a network comes or goes, and whoever starts containers beside it makes some. */
export async function visit(page: Page, url: string): Promise<void> {
  const load = () => page.goto(url);
  await load().catch((error: Error) => {
    if (!error.message.includes("ERR_NETWORK_CHANGED")) throw error;
    return load();
  });
}

/** A page on which any error, and anything that its policy forbids, fails the test. A test that fails tells what it saw. */
async function watchedPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const problems: string[] = [];
  const seen: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("requestfailed", (request) => seen.push(`${request.url()}: ${request.failure()?.errorText}`));
  page.on("console", (message) => {
    seen.push(message.text());
    if (message.text().includes("Content Security Policy")) problems.push(message.text());
  });
  onTestFailed(() => console.error(`The page saw: ${seen.join("; ") || "nothing unusual"}`));
  onTestFinished(() => expect(problems).toEqual([]));
  return page;
}

export async function enter(page: Page, name: string): Promise<void> {
  await page.waitForSelector("#login[open]");
  await page.fill("#name", name);
  await page.keyboard.press("Enter");
  await isOnline(page);
}

export const isOnline = (page: Page) => page.waitForSelector("#state[data-state=online], #state[data-state=memory]");

/** What is stored, as the page shows it; nothing while it is loaded again. */
export const textsOn = (page: Page): Promise<string[]> =>
  page
    .locator(".message:not(.pending) .text")
    .allTextContents()
    .catch((error: Error) => {
      if (error.message.includes("navigation")) return [];
      throw error;
    });

export const shows = (page: Page, ...texts: string[]) =>
  until(`the page shows ${texts.join(", ")}`, async () => (await textsOn(page)).join() === texts.join());

export async function say(page: Page, text: string): Promise<void> {
  await page.fill("#text", text);
  await page.keyboard.press("Enter");
}
