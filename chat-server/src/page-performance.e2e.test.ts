import type { Browser, Page } from "playwright-core";
import { expect, test } from "vitest";
import { ratesOf } from "./limits.ts";
import { describeWithBrowser, openPage } from "./testing/browser.ts";
import { Client } from "./testing/client.ts";
import { startReplica } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

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

/** What a browser knows of how the page came; the names are the browser's. */
const loaded = (page: Page) =>
  page.evaluate(() => {
    const { performance, PerformanceObserver } = globalThis as unknown as BrowserGlobals;
    const files = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    return new Promise<{ blocking: string[]; bytes: number; shift: number }>((resolve) => {
      const blocking = files.filter((file) => file.renderBlockingStatus === "blocking").map(({ name }) => name);
      const bytes = files.reduce((sum, { transferSize }) => sum + transferSize, 0);
      const observer = new PerformanceObserver((list) => tell(list.getEntries()));
      const tell = (shifts: { value: number }[]) =>
        resolve({ blocking, bytes, shift: shifts.reduce((sum, { value }) => sum + value, 0) });
      observer.observe({ type: "layout-shift", buffered: true });
      setTimeout(() => tell(observer.takeRecords()), 1000);
    });
  });

interface BrowserGlobals {
  performance: { getEntriesByType: (type: string) => Loaded[] };
  PerformanceObserver: new (
    take: (list: { getEntries: () => { value: number }[] }) => void,
  ) => { observe: (what: object) => void; takeRecords: () => { value: number }[] };
}
interface Loaded {
  name: string;
  renderBlockingStatus?: string;
  transferSize: number;
}

const phone = { viewport: { width: 412, height: 823 }, isMobile: true, hasTouch: true };

describeWithBrowser("the page, on a phone", (open, browser) => {
  test("waits for no file before it is drawn, is small and does not move when it comes", async () => {
    const replica = await startReplica();
    const page = await openPage(browser(), replica, phone);
    await page.waitForSelector("#login[open]");
    const { blocking, bytes, shift } = await loaded(page);
    expect(blocking).toEqual([]);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(64_000);
    expect(shift).toBeLessThan(0.02);
  });

  test("does not move when a conversation comes", async () => {
    const replica = await startReplica({}, ratesOf(0));
    const bruno = await Client.connect(replica.port, "");
    bruno.send(...messages(1, 1000));
    await bruno.receivesMessages(1000);
    const page = await open(replica, "Ana", phone);
    await page.reload();
    await until("all are there", async () => (await page.locator(".message").count()) === 1000);
    expect((await loaded(page)).shift).toBeLessThan(0.02);
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
