import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { expect, test } from "vitest";
import { ratesOf } from "./limits.ts";
import { describeWithBrowser, enter, openPage, say, shows } from "./testing/browser.ts";
import { Client } from "./testing/client.ts";
import { TestProcess } from "./testing/process.ts";
import { startReplica } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

const folder = fileURLToPath(new URL("..", import.meta.url));

interface TraceEvent {
  name: string;
  args: { beginData?: { stackTrace?: { functionName: string; url: string }[] } };
}

/** The functions of the page that made the browser lay it out at once, to tell them a measure. */
async function forcedLayouts(browser: Browser, page: Page, action: () => Promise<void>): Promise<string[]> {
  const categories = ["devtools.timeline", "disabled-by-default-devtools.timeline.stack"];
  await browser.startTracing(page, { categories });
  await action();
  const { traceEvents } = JSON.parse(`${await browser.stopTracing()}`) as { traceEvents: TraceEvent[] };
  const layouts = traceEvents.filter(({ name }) => name === "Layout");
  expect(layouts.length).toBeGreaterThan(0);
  const frames = layouts.flatMap(({ args }) => args.beginData?.stackTrace ?? []);
  return frames.filter(({ url }) => url.startsWith("http")).map(({ functionName, url }) => `${functionName} ${url}`);
}

const messages = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({
    text: `Number ${from + n}, `.repeat(8),
    uid: `u${n % 7}`,
    title: `U${n % 7}`,
  }));

/** Keeps how far what is seen moves, from the beginning of each page on; the names are the browser's. */
const watchShifts = (page: Page) =>
  page.addInitScript(`
    shift = 0;
    const add = (shifts) => shifts.forEach(({ value }) => { shift += value; });
    shifts = new PerformanceObserver((list) => add(list.getEntries()));
    shifts.observe({ type: "layout-shift", buffered: true });
    drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
      add(shifts.takeRecords());
      done(shift);
    })));
  `);

/** How far, once all that is there is drawn. */
const shiftOn = (page: Page) => page.evaluate<number>("drawn()");

/** What a browser knows of how the page came. */
const loaded = (page: Page) =>
  page.evaluate<{ blocking: string[]; names: string[]; bytes: number }>(`(() => {
    const files = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    return {
      blocking: files.filter((file) => file.renderBlockingStatus === "blocking").map(({ name }) => name),
      names: files.map(({ name }) => new URL(name).pathname),
      bytes: files.reduce((sum, { transferSize }) => sum + transferSize, 0),
    };
  })()`);

/** The server as its image has it: built, in a process of its own. */
async function startBuilt(): Promise<string> {
  execFileSync("npm", ["run", "build"], { cwd: folder, stdio: "ignore" });
  const program = new TestProcess({ PORT: "0" }, [], join(folder, "dist/main.js"));
  return `http://127.0.0.1:${await program.port()}`;
}

/** As on a phone that is so many times slower than this machine. */
async function slowDown(page: Page, times: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: times });
}

const phone = { viewport: { width: 412, height: 823 }, isMobile: true, hasTouch: true };

describeWithBrowser("the page, on a phone", (open, browser) => {
  test("waits for no file before it is drawn, is small and does not move when it comes", async () => {
    const replica = await startReplica();
    const page = await openPage(browser(), replica, phone);
    await page.waitForSelector("#login[open]");
    const { blocking, bytes } = await loaded(page);
    expect(blocking).toEqual([]);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(64_000);
    await watchShifts(page);
    await page.reload();
    await page.waitForSelector("#login[open]");
    expect(await shiftOn(page)).toBeLessThan(0.02);
  });

  test("comes in two files once it is built", async () => {
    const url = await startBuilt();
    const page = await openPage(browser(), { url }, phone);
    await enter(page, "Ana");
    await say(page, "Hello");
    await shows(page, "Hello");
    const { names, bytes } = await loaded(page);
    expect(names.filter((name) => !name.endsWith(".svg"))).toEqual(["/", "/page.js"]);
    expect(bytes).toBeLessThan(32_000);
  });

  test("does not move when a conversation comes, however slowly it is drawn", async () => {
    const replica = await startReplica({}, ratesOf(0));
    const bruno = await Client.connect(replica.port, "");
    bruno.send(...messages(1, 400));
    await bruno.receivesMessages(400);
    const page = await open(replica, "Ana", phone);
    await watchShifts(page);
    await slowDown(page, 4);
    await page.reload();
    await until("all are there", async () => (await page.locator(".message").count()) === 400);
    expect(await shiftOn(page)).toBeLessThan(0.02);
  });
});

describeWithBrowser("a thousand messages on the page", (open, browser) => {
  test("are never measured, neither when they come at once nor one by one", async () => {
    const replica = await startReplica({}, ratesOf(0));
    const bruno = await Client.connect(replica.port, "");
    bruno.send(...messages(1, 1000));
    await bruno.receivesMessages(1000);
    const page = await open(replica, "Ana");
    const count = () => page.locator(".message").count();
    const forced = await forcedLayouts(browser(), page, async () => {
      await page.reload();
      await until("all are there", async () => (await count()) === 1000);
      for (let n = 1001; n <= 1100; n++) bruno.send(...messages(n, 1));
      await page.getByText("Number 1100,").waitFor();
    });
    expect(forced).toEqual([]);
    expect(await count()).toBe(1000);
    // Of those far away nothing is laid out but their place.
    const isLaidOut = (place: string) =>
      page
        .locator(`.message:${place} .text`)
        .evaluate((text: { checkVisibility: (of: object) => boolean }) =>
          text.checkVisibility({ contentVisibilityAuto: true }),
        );
    expect([await isLaidOut("first-child"), await isLaidOut("last-child")]).toEqual([false, true]);
  });
});
