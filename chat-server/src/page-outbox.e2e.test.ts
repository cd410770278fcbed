import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { ratesOf } from "./limits.ts";
import {
  describeWithBrowser,
  enter,
  isOnline,
  launchWithProfile,
  openPage,
  say,
  shows,
  visit,
} from "./testing/browser.ts";
import { Client } from "./testing/client.ts";
import { type Replica, startReplica } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

function createProfile(): string {
  const folder = mkdtempSync(join(tmpdir(), "chat-profile-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

const startAgain = ({ port }: Replica) => startReplica({ address: { host: "127.0.0.1", port } });

const pendingOn = (page: Page) => page.locator(".pending .text").allTextContents();

/** As if the message had been given to the server so long ago that it no longer knows its mid. */
const age = (page: Page) =>
  page.evaluate(`new Promise((resolve) => {
    indexedDB.open("chat").onsuccess = ({ target: { result: database } }) => {
      const outbox = database.transaction("outbox", "readwrite").objectStore("outbox");
      outbox.getAll().onsuccess = ({ target: { result: all } }) => {
        for (const kept of all) outbox.put({ ...kept, triedAt: Date.now() - 11 * 60_000 });
      };
      outbox.transaction.oncomplete = resolve;
    };
  }).then(() => undefined)`);

const draftOf = (page: Page): Promise<{ text: string } | undefined> =>
  page.evaluate(`new Promise((resolve) => {
    indexedDB.open("chat").onsuccess = ({ target: { result: database } }) => {
      const asked = database.transaction("facts").objectStore("facts").get("draft");
      asked.onsuccess = () => resolve(asked.result);
    };
  })`);

describeWithBrowser("what is typed on the page", (open, browser) => {
  test("is there again after the browser was killed: the draft, and what could not be sent", async () => {
    const replica = await startReplica();
    const profile = createProfile();
    const before = await launchWithProfile(profile);
    await visit(before.page, replica.url);
    await enter(before.page, "Ana");
    await replica.server.stop();
    await say(before.page, "one");
    await say(before.page, "two");
    await before.page.locator("#text").pressSequentially("half a sen");
    await until("both wait", async () => (await pendingOn(before.page)).join() === "one,two");
    await before.kill();

    await startAgain(replica);
    const after = await launchWithProfile(profile);
    await visit(after.page, replica.url);
    await shows(after.page, "one", "two");
    expect(await after.page.inputValue("#text")).toBe("half a sen");
    expect(await after.page.locator(".mine").count()).toBe(2);
    await after.page.reload();
    await shows(after.page, "one", "two");
    expect(await pendingOn(after.page)).toEqual([]);
  });

  test("is stored once when the browser is killed before it hears that it was", async () => {
    const replica = await startReplica();
    const profile = createProfile();
    const before = await launchWithProfile(profile);
    await visit(before.page, replica.url);
    await enter(before.page, "Ana");
    const watcher = await Client.connect(replica.port, "");
    for (let n = 1; n <= 5; n++) await say(before.page, `${n}`);
    await watcher.receivesMessages(5);
    await before.kill();

    const after = await launchWithProfile(profile);
    await visit(after.page, replica.url);
    await shows(after.page, "1", "2", "3", "4", "5");
    await say(after.page, "6");
    await shows(after.page, "1", "2", "3", "4", "5", "6");
    expect(watcher.messages.map(({ data }) => data.text)).toEqual(["1", "2", "3", "4", "5", "6"]);
  });

  test("goes out again long after only if it is certain that it did not arrive", async () => {
    const replica = await startReplica();
    const page = await open(replica, "Ana");
    await page.evaluate(() => Object.defineProperty(WebSocket.prototype, "send", { value: () => {} }));
    await say(page, "lost on the way");
    await until("it waits", async () => (await pendingOn(page)).length === 1);
    await age(page);
    await page.reload();
    await shows(page, "lost on the way");
    expect(await pendingOn(page)).toEqual([]);
  });

  test("is told to be uncertain where the history no longer tells, and then the user decides", async () => {
    const replica = await startReplica({}, ratesOf(0));
    const page = await open(replica, "Ana");
    await page.evaluate(() => Object.defineProperty(WebSocket.prototype, "send", { value: () => {} }));
    await say(page, "who knows");
    await say(page, "never mind");
    await until("they wait", async () => (await pendingOn(page)).length === 2);
    await age(page);
    const crowd = await Client.connect(replica.port, "");
    crowd.send(...Array.from({ length: 1000 }, (_, n) => ({ n })));
    await crowd.receivesMessages(1000);
    await page.reload();
    await isOnline(page);
    await page.getByText("Perhaps sent").nth(1).waitFor();
    await page.locator(".pending", { hasText: "never mind" }).getByText("Discard").click();
    await page.locator(".pending", { hasText: "who knows" }).getByText("Send again").click();
    await until("it is stored", async () => crowd.messages.at(-1)?.data.text === "who knows");
    await until("nothing waits", async () => (await pendingOn(page)).length === 0);
    expect(crowd.messages.length).toBe(1001);
  });

  test("stays where another page of the same browser sends something", async () => {
    const replica = await startReplica();
    const first = await open(replica, "Ana");
    const second = await first.context().newPage();
    await visit(second, replica.url);
    await isOnline(second);
    await first.locator("#text").pressSequentially("half a sen");
    await say(second, "a whole sentence");
    await shows(first, "a whole sentence");
    await until("it is kept again", async () => (await draftOf(second))?.text === "half a sen");
    await first.reload();
    await isOnline(first);
    expect(await first.inputValue("#text")).toBe("half a sen");
  });

  test("comes back with its blank lines where a server refuses it, to be edited", async () => {
    const replica = await startReplica();
    const page = await openPage(browser(), replica);
    // Of all that this page sends, this server refuses nothing: another release may.
    await page.addInitScript(`
      const Real = WebSocket;
      WebSocket = class extends Real {
        send(text) {
          const { mid } = JSON.parse(text);
          if (!mid) return super.send(text);
          const data = JSON.stringify({ type: "refused", mid, reason: "invalid", text: "" });
          this.dispatchEvent(new MessageEvent("message", { data }));
        }
      };
    `);
    await page.reload();
    await enter(page, "Ana");
    const typed = "first\n\n\n\nlast";
    await say(page, typed);
    await page.getByText("Not sent: the server does not accept it").waitFor();
    await page.getByText("Edit", { exact: true }).click();
    expect(await page.inputValue("#text")).toBe(typed);
    expect(await pendingOn(page)).toEqual([]);
  });

  test("is not given up without a question when the user leaves", async () => {
    const replica = await startReplica();
    const page = await open(replica, "Ana");
    await replica.server.stop();
    await say(page, "unsent");
    const questions: string[] = [];
    page.once("dialog", (dialog) => {
      questions.push(dialog.message());
      return dialog.dismiss();
    });
    await page.click("#leave");
    await until("it asks", () => questions.length > 0);
    expect(questions).toEqual([expect.stringMatching(/^One message is not sent yet/)]);
    expect(await pendingOn(page)).toEqual(["unsent"]);
  });
});
