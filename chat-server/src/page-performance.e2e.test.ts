import type { Browser, Page } from "playwright-core";
import { expect, test } from "vitest";
import { ratesOf } from "./limits.ts";
import { describeWithBrowser } from "./testing/browser.ts";
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
