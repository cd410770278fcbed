import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { ratesOf } from "./limits.ts";
import { describeWithBrowser, textsOn } from "./testing/browser.ts";
import { Client } from "./testing/client.ts";
import { startReplica } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

const count = 1000;
const texts = Array.from({ length: count }, (_, n) => `Number ${n + 1}.`);

async function fill(port: number): Promise<Client> {
  const client = await Client.connect(port, "");
  client.send(
    ...texts.map((text, n) => ({ text, uid: "b", title: "Bruno", mid: `m${n + 1}`, ...(n === 999 && { re: "m1" }) })),
  );
  await client.receivesMessages(count);
  return client;
}

/** As on a machine that is so slow that only what is drawn at once is there, until it goes on. */
const stopDrawing = (page: Page) =>
  page.addInitScript(`
    const post = MessagePort.prototype.postMessage;
    held = [];
    goOn = () => {
      MessagePort.prototype.postMessage = post;
      for (const then of held) then();
    };
    MessagePort.prototype.postMessage = function (...all) {
      if (document.querySelector(".message")) held.push(() => post.apply(this, all));
      else post.apply(this, all);
    };
  `);

const messagesOn = (page: Page) => page.locator(".message").count();

describeWithBrowser("a history on the page", (open) => {
  test("is drawn from its end, and is found before all of it is drawn", async () => {
    const replica = await startReplica({}, ratesOf(0));
    const bruno = await fill(replica.port);
    const page = await open(replica, "Ana");
    await stopDrawing(page);
    await page.reload();
    await page.getByText("Number 1000.").waitFor();
    expect(await messagesOn(page)).toBe(40);
    await page.click("#find");
    await page.fill("#sought", "Number 7.");
    expect(await page.locator(".found .text").allTextContents()).toEqual(["Number 7."]);
    expect(await messagesOn(page)).toBe(count);

    await page.reload();
    await page.getByText("Number 1000.").waitFor();
    expect(await messagesOn(page)).toBe(40);
    await page.locator(".quote").click();
    expect(await page.evaluate("document.activeElement.dataset.mid")).toBe("m1");

    await page.reload();
    await page.getByText("Number 1000.").waitFor();
    bruno.send({ text: "one more" });
    await page.evaluate("goOn()");
    await page.getByText("one more").waitFor();
    await until("all of it is there", async () => (await messagesOn(page)) === count);
    expect(await textsOn(page)).toEqual([...texts.slice(1), "one more"]);
  });

  test("is shown as far as it has come when the connection is lost in the middle of it", async () => {
    const replica = await startReplica({}, ratesOf(0));
    await fill(replica.port);
    const page = await open(replica, "Ana");
    await page.addInitScript(`
      const Real = WebSocket;
      let come = 0;
      WebSocket = class extends Real {
        constructor(url) {
          super(url);
          // A page that is slow to connect tries it again.
          if (come < 500) come = 0;
          // No more than that, and no further one: the listener of the page comes after this one.
          this.addEventListener("message", (event) => ++come > 500 && event.stopImmediatePropagation());
          this.addEventListener("message", () => come === 500 && this.close());
          if (come >= 500) this.close();
        }
      };
    `);
    await page.reload();
    await page.waitForSelector("#state[data-state=unreachable]");
    // A page takes what comes in turns: what has not had its turn when the connection is lost is asked for again.
    const shown = async () => {
      const all = await textsOn(page);
      return all.length > 0 && all.length < count && all.at(-1) === `Number ${all.length}.`;
    };
    await expect.poll(shown).toBe(true);

    expect(await page.locator("#log").getAttribute("aria-busy")).toBe("false");
  });
});
