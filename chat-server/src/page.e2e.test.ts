import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { Client } from "./testing/client.ts";
import { type Replica, startReplica } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

const executablePath = "/usr/bin/chromium";
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const skip = !existsSync(executablePath) && process.env.CI !== "true";

describe.skipIf(skip)(skip ? "the page (skipped: no chromium)" : "the page", () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args });
  });

  afterAll(() => browser?.close());

  async function open({ url }: Replica, name: string, locale = "en-GB"): Promise<Page> {
    const context = await browser.newContext({ locale });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      if (message.text().includes("Content Security Policy")) problems.push(message.text());
    });
    onTestFinished(() => expect(problems).toEqual([]));
    await page.goto(url);
    await page.fill("#name", name);
    await page.keyboard.press("Enter");
    await page.waitForSelector("#state[data-state=online], #state[data-state=memory]");
    return page;
  }

  const textsOn = (page: Page) => page.locator(".message:not(.pending) .text").allTextContents();

  async function say(page: Page, text: string): Promise<void> {
    await page.fill("#text", text);
    await page.keyboard.press("Enter");
  }

  test("lets two people talk, each with their own messages on the right", async () => {
    const replica = await startReplica({ version: "1.2.3" });
    const ana = await open(replica, "Ana");
    const guest = await open(replica, "  ");
    await say(ana, "Hello");
    await guest.getByText("Hello", { exact: true }).waitFor();
    await say(guest, "Hi Ana");
    await ana.getByText("Hi Ana").waitFor();
    expect(await ana.locator(".mine:not(.pending)").allInnerTexts()).toEqual([expect.stringMatching(/^Ana\s+Hello/)]);
    expect(await ana.locator(".theirs").allInnerTexts()).toEqual([expect.stringMatching(/^Guest\s+Hi Ana/)]);
    expect(await ana.locator("#version").textContent()).toBe("1.2.3");
    expect(await ana.locator("#state").textContent()).toMatch("memory only");
    expect(await ana.evaluate(() => JSON.parse(localStorage.getItem("dito-chat-user") ?? ""))).toEqual({
      name: "Ana",
      id: expect.any(String),
    });
    await ana.reload();
    await until("the history is back", async () => (await textsOn(ana)).join() === "Hello,Hi Ana");
    await ana.click("#leave");
    await ana.waitForSelector("#login[open]");
  });

  test("shows whatever is sent as text", async () => {
    const replica = await startReplica();
    const client = await Client.connect(replica.port);
    const markup = '<img src=x onerror="document.title=1">';
    client.send({ text: markup, title: markup, uid: markup, date: markup }, { text: { a: 1 } }, {});
    await client.receives(3);
    const page = await open(replica, "Ana");
    await until("all are shown", async () => (await textsOn(page)).length === 3);
    expect(await textsOn(page)).toEqual([markup, '{"a":1}', ""]);
    expect(await page.locator("#log img").count()).toBe(0);
  });

  test("speaks Portuguese", async () => {
    const page = await open(await startReplica(), "", "pt-BR");
    expect(await page.locator("#user").textContent()).toBe("Convidado");
    expect(await page.locator("#state").textContent()).toMatch("Conectado");
    expect(await page.getAttribute("#text", "placeholder")).toBe("Escreva uma mensagem");
  });

  test("counts what fits into a message", async () => {
    const page = await open(await startReplica(), "Ana");
    await page.fill("#text", "é".repeat(300));
    expect(await page.locator("#room").textContent()).toMatch(/^\d+ characters too many$/);
    await page.keyboard.press("Enter");
    await say(page, "short");
    await until("only the short one is sent", async () => (await textsOn(page)).join() === "short");
  });

  test("survives a redeploy: says so, comes back by itself, and misses and doubles nothing", async () => {
    const old = await startReplica({ version: "1.0.0" });
    const page = await open(old, "Ana");
    await say(page, "before");
    await until("it is there", async () => (await textsOn(page)).join() === "before");
    await old.server.stop();
    await page.waitForSelector("#state[data-state=reconnecting]");
    await say(page, "during");
    await page.getByText("Sending …").waitFor();
    const next = await startReplica({ version: "1.1.0", address: { host: "127.0.0.1", port: old.port } });
    await page.waitForSelector("#state[data-state=memory]");
    await until("what waited is sent", async () => (await textsOn(page)).join() === "during");
    expect(await page.locator("#version").textContent()).toBe("1.1.0");
    expect(await page.locator("#version.changed").count()).toBe(1);
    expect(await page.locator(".pending").count()).toBe(0);
    const other = await Client.connect(next.port);
    other.send({ text: "after" });
    await until("it is live again", async () => (await textsOn(page)).join() === "during,after");
  });

  test("goes on where it was cut off, without starting over", async () => {
    const replica = await startReplica({}, { idleMilliseconds: 500 });
    const page = await open(replica, "Ana");
    await say(page, "before");
    const shows = async () => (await textsOn(page)).join() === "before";
    await until("it is there", shows);
    const metrics = async () => (await fetch(`${replica.url}/metrics`)).text();
    const recovered = 'chat_recoveries_total{outcome="recovered"}';
    await until("it has resumed", async () => (await metrics()).includes(recovered));
    await until("it is there, and once", shows);
    expect(await metrics()).toContain('chat_recoveries_total{outcome="fresh"} 1');
  });
});
