import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { describeWithBrowser, enter, launchWithProfile, say, shows, visit } from "./testing/browser.ts";
import { startReplica } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

const warning = /keeps nothing for this page, or has no room left/;

/** A browser whose user lets no site keep anything. */
function forbiddingProfile(): string {
  const folder = mkdtempSync(join(tmpdir(), "chat-profile-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const settings = { profile: { default_content_setting_values: { cookies: 2 } } };
  mkdirSync(join(folder, "Default"));
  writeFileSync(join(folder, "Default/Preferences"), JSON.stringify(settings));
  return folder;
}

/** As a user does who empties the site's data, and a browser that needs the room for something else. */
async function takeAway(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  await session.send("Storage.clearDataForOrigin", { origin, storageTypes: "indexeddb" });
}

const isWarned = (page: Page) => page.locator("#unkept", { hasText: warning }).waitFor();

/** Leaves as a user does, who may be asked and stays. */
async function triesToLeave(page: Page): Promise<string[]> {
  const asked: string[] = [];
  page.once("dialog", (dialog) => {
    asked.push(dialog.type());
    return dialog.dismiss();
  });
  await page.close({ runBeforeUnload: true });
  await until("it asks or is gone", () => asked.length > 0 || page.isClosed());
  return asked;
}

describeWithBrowser("what cannot be kept", (open) => {
  test("is told where the browser forbids it, is sent all the same, and asked about before it is lost", async () => {
    const replica = await startReplica();
    const { page } = await launchWithProfile(forbiddingProfile());
    await visit(page, replica.url);
    expect(await page.evaluate("indexedDB.databases().then(() => true, () => false)")).toBe(false);
    await enter(page, "Ana");
    await isWarned(page);
    await say(page, "sent");
    await shows(page, "sent");
    await page.locator("#text").pressSequentially("half a sen");
    expect(await triesToLeave(page)).toEqual(["beforeunload"]);
    expect(await page.inputValue("#text")).toBe("half a sen");
    await page.fill("#text", "");
    expect(await triesToLeave(page)).toEqual([]);
  });

  test("is told where the browser takes it away, is sent all the same, and asked about before it is lost", async () => {
    const replica = await startReplica();
    const page = await open(replica, "Ana");
    expect(await page.locator("#unkept").isVisible()).toBe(false);
    await takeAway(page);
    await page.locator("#text").pressSequentially("sent");
    await page.keyboard.press("Enter");
    await shows(page, "sent");
    await replica.server.stop();
    await say(page, "not sent");
    await isWarned(page);
    await page.waitForSelector("#state[data-state=unreachable]");
    expect(await triesToLeave(page)).toEqual(["beforeunload"]);
    expect(await page.locator(".pending .text").allTextContents()).toEqual(["not sent"]);
  });

  test("is no matter of what is sent or kept: then nobody is asked", async () => {
    const replica = await startReplica();
    const page = await open(replica, "Ana");
    await page.locator("#text").pressSequentially("half a sen");
    expect(await triesToLeave(page)).toEqual([]);
  });
});
