import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { describeWithBrowser, isOnline, openPage, say, shows, visit } from "./testing/browser.ts";
import { Client } from "./testing/client.ts";
import { describeWithRedis, freePort, TestRedis } from "./testing/redis.ts";
import { startReplica, untilStatus } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

const stateOf = (page: Page, state: string) => page.waitForSelector(`#state[data-state=${state}]`);

describeWithRedis("the message store", () => {
  describeWithBrowser("is told apart from the network:", (open, browser) => {
    test("when it is lost, and while the device is offline", async () => {
      const redis = await TestRedis.start({ keeps: true });
      const replica = await startReplica({ redis: redis.target });
      await untilStatus(`${replica.url}/readyz`, 200);
      const page = await open(replica, "Ana");
      await redis.kill();
      await stateOf(page, "unavailable");
      expect(await page.locator("#notice").innerText()).toMatch(/cannot store messages/);
      await say(page, "while it is lost");
      await page.getByText("Waiting to be sent").waitFor();
      await redis.launch();
      await stateOf(page, "online");
      expect(await page.locator("#notice").isVisible()).toBe(false);
      await shows(page, "while it is lost");

      await page.context().setOffline(true);
      await stateOf(page, "offline");
      expect(await page.locator("#notice").innerText()).toMatch(/device is offline/);
      await say(page, "while offline");
      await page.context().setOffline(false);
      await stateOf(page, "online");
      await shows(page, "while it is lost", "while offline");
    });

    test("when it was never there", async () => {
      const target = { host: "127.0.0.1", port: await freePort(), tls: false };
      const page = await openPage(browser(), await startReplica({ redis: target }));
      await page.waitForSelector("#login[open]");
      await page.keyboard.press("Enter");
      await stateOf(page, "unavailable");
      await say(page, "too early");
      await TestRedis.start({ port: target.port });
      await isOnline(page);
      await shows(page, "too early");
    });
  });
});

describeWithBrowser("a network that changes while the page is loaded", (_open, browser) => {
  test.each(["**/log.js", "**/page.js"])("does not leave it without %s", async (part) => {
    const { url } = await startReplica();
    const context = await browser().newContext();
    onTestFinished(() => context.close());
    const page = await context.newPage();
    let cut = 0;
    // Once with the names of the modules, once with the page itself, and so twice.
    await page.route(part, (route) => (cut++ < 4 ? route.abort("internetdisconnected") : route.continue()));
    await visit(page, url);
    await until("it is asked for once more", () => cut > 4);
    const isWhole = () => page.evaluate<boolean>("document.readyState === 'complete' && history.state === null");
    // While it loads again there is no page to ask.
    await until("it is whole", () => isWhole().catch(() => false));
    await page.waitForSelector("#login[open]");
  });
});

describeWithBrowser("who one is", (open) => {
  test("is the server's word: a stranger with one's uid stays a stranger", async () => {
    const replica = await startReplica();
    const page = await open(replica, "Ana");
    await say(page, "mine");
    const stranger = await Client.connect(replica.port, "");
    const [own] = await stranger.receivesMessages(1);
    stranger.send({ ...own?.data, text: "not mine", mid: "another" });
    await shows(page, "mine", "not mine");
    expect(await page.locator(".mine .text").allTextContents()).toEqual(["mine"]);
    expect(await page.locator(".theirs").innerText()).toMatch(/^Ana\s*not verified/);
    await page.reload();
    await shows(page, "mine", "not mine");
    expect(await page.locator(".mine .text").allTextContents()).toEqual(["mine"]);
  });
});
