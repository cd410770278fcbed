import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { describeWithBrowser, say, shows, visit } from "./testing/browser.ts";
import { Client } from "./testing/client.ts";
import { startReplica } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

/** The window goes behind another, or comes back. */
const turnTo = (page: Page, away: boolean) =>
  page.evaluate(`
    Object.defineProperty(document, "hasFocus", { value: () => ${!away}, configurable: true });
    dispatchEvent(new Event("${away ? "blur" : "focus"}"));
  `);

const message = (text: string, more: object = {}) => ({ text, uid: "b", title: "Bruno", date: new Date(), ...more });

const iconOf = (page: Page) => page.getAttribute("link[rel=icon]", "href");

describeWithBrowser("a reader of the page", (open) => {
  test("sees how much is new: in the title, on the icon, and where it begins", async () => {
    const replica = await startReplica();
    const bruno = await Client.connect(replica.port, "");
    const page = await open(replica, "Ana");
    bruno.send(message("read"));
    await shows(page, "read");
    expect(await page.title()).toBe("Chat");
    await turnTo(page, true);
    bruno.send(message("unread"), message("unread too"));
    await until("both are counted", async () => (await page.title()) === "(2) Chat");
    expect((await page.request.get(`${replica.url}${await iconOf(page)}`)).ok()).toBe(true);
    expect(await iconOf(page)).toBe("/icon-2.svg");
    expect(await page.locator(".since + .message .text").textContent()).toBe("unread");
    await turnTo(page, false);
    await until("they are read", async () => (await page.title()) === "Chat");
    expect(await iconOf(page)).toBe("/icon.svg");
    expect(await page.locator(".since").innerText()).toMatch(/^New since \d\d:\d\d$/);
  });

  test("finds after a reload what came while the page was closed", async () => {
    const replica = await startReplica();
    const bruno = await Client.connect(replica.port, "");
    bruno.send(message("read"));
    const page = await open(replica, "Ana");
    await shows(page, "read");
    expect(await page.locator(".since").count()).toBe(0);
    await page.goto("about:blank");
    bruno.send(message("missed"));
    await bruno.receivesMessages(2);
    await visit(page, replica.url);
    await page.locator(".since + .message", { hasText: "missed" }).waitFor();
    await say(page, "an answer");
    await shows(page, "read", "missed", "an answer");
    expect(await page.locator(".since").count()).toBe(0);
  });

  test("always sees the newest message above the composer, however high that grows", async () => {
    const replica = await startReplica();
    const bruno = await Client.connect(replica.port, "");
    bruno.send(...Array.from({ length: 40 }, (_, n) => message(`Number ${n}`)));
    const page = await open(replica, "Ana", { viewport: { width: 360, height: 640 } });
    const newest = page.getByText("Number 39");
    const isAbove = async () => {
      const [message, composer] = [await newest.boundingBox(), await page.locator("#composer").boundingBox()];
      return message && composer && message.y > 0 && message.y + message.height <= composer.y;
    };
    await until("it is seen", isAbove);
    await page.fill("#text", "a line\n".repeat(9));
    await until("it is seen above a long draft", isAbove);
    await page.setViewportSize({ width: 360, height: 380 });
    await until("it is seen above a keyboard", isAbove);
  });

  test("stays at what is being read, and is told what comes below", async () => {
    const replica = await startReplica();
    const bruno = await Client.connect(replica.port, "");
    bruno.send(...Array.from({ length: 60 }, (_, n) => message(`Number ${n}`)));
    const page = await open(replica, "Ana");
    await page.getByText("Number 59").waitFor();
    await page.getByText("Number 20", { exact: true }).scrollIntoViewIfNeeded();
    const place = async () => Math.round((await page.getByText("Number 20", { exact: true }).boundingBox())?.y ?? -1);
    const before = await until("it has come to rest", async () => {
      const now = await place();
      await sleep(200);
      return (await page.locator("#newest").isVisible()) && now === (await place()) && now;
    });
    bruno.send(message("below"), message("below too"));
    await page.getByText("2 new messages").waitFor();
    // A browser rounds what it scrolls by.
    expect(Math.abs((await place()) - before)).toBeLessThanOrEqual(1);
    await page.click("#newest");
    await until(
      "all is read",
      async () => (await page.title()) === "Chat" && !(await page.locator("#newest").isVisible()),
    );
    expect(await page.getByText("below too").isVisible()).toBe(true);
  });

  test("is notified in the background, after having asked for it", async () => {
    const replica = await startReplica();
    const bruno = await Client.connect(replica.port, "");
    const page = await open(replica, "Ana", { permissions: ["notifications"] });
    await page.evaluate(`
      window.notified = [];
      const Real = Notification;
      window.Notification = class extends Real {
        constructor(title, options) {
          super(title, options);
          notified.push([title, options.body]);
        }
      };
    `);
    await turnTo(page, true);
    bruno.send(message("before"));
    await shows(page, "before");
    await page.click("#notify");
    await page.locator("#notify[aria-pressed=true]").waitFor();
    bruno.send(message("after"));
    await shows(page, "before", "after");
    expect(await page.evaluate("notified")).toEqual([
      ["Chat", expect.any(String)],
      ["Bruno", "after"],
    ]);
  });
});
