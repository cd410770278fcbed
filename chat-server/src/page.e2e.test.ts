import { expect, onTestFinished, test } from "vitest";
import { describeWithBrowser, isOnline, say, shows, textsOn, visit } from "./testing/browser.ts";
import { Client } from "./testing/client.ts";
import { startReplica } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

describeWithBrowser("the page", (open, browser) => {
  test("lets two people talk, each with their own messages on the right", async () => {
    const replica = await startReplica({ version: "1.2.3" });
    const ana = await open(replica, "Ana");
    const guest = await open(replica, "  ");
    await say(ana, "Hello");
    await guest.getByText("Hello", { exact: true }).waitFor();
    await say(guest, "Hi Ana");
    await ana.getByText("Hi Ana").waitFor();
    expect(await ana.locator(".mine:not(.pending) .text").allTextContents()).toEqual(["Hello"]);
    expect(await ana.locator(".theirs").allInnerTexts()).toEqual([expect.stringMatching(/^Guest\s+Hi Ana/)]);
    expect(await ana.locator("#version").textContent()).toBe("1.2.3");
    expect(await ana.locator("#state").textContent()).toMatch("memory only");
    expect(await ana.evaluate(() => JSON.parse(localStorage.getItem("dito-chat-user") ?? ""))).toEqual({
      name: "Ana",
      id: expect.any(String),
    });
    await ana.reload();
    await shows(ana, "Hello", "Hi Ana");
    await ana.click("#leave");
    await ana.waitForSelector("#login[open]");
  });

  test("shows whatever is sent as text", async () => {
    const replica = await startReplica();
    const client = await Client.connect(replica.port);
    const markup = '<img src=x onerror="document.title=1">';
    client.send({ text: markup, title: markup, uid: markup, date: markup, re: markup }, { text: { a: 1 } }, {});
    await client.receives(3);
    const page = await open(replica, "Ana");
    await shows(page, markup, '{"a":1}', "");
    expect(await page.locator("#log img").count()).toBe(0);
  });

  test.each([
    { locale: "pt-BR", guest: "Convidado", state: "Conectado", placeholder: "Escreva uma mensagem" },
    { locale: "es-MX", guest: "Invitado", state: "Conectado", placeholder: "Escribe un mensaje" },
    { locale: "de-DE", guest: "Guest", state: "Connected", placeholder: "Write a message" },
  ])("speaks to a reader of $locale", async ({ locale, guest, state, placeholder }) => {
    const page = await open(await startReplica(), "", { locale });
    expect(await page.locator("#user").textContent()).toBe(guest);
    expect(await page.locator("#state").textContent()).toMatch(state);
    expect(await page.getAttribute("#text", "placeholder")).toBe(placeholder);
  });

  test("counts what fits into a message, and how much is too much", async () => {
    const page = await open(await startReplica(), "Ana");
    await page.fill("#text", "é".repeat(300));
    const told = (await page.locator("#room").textContent()) ?? "";
    expect(told).toMatch(/^\d+ characters too many$/);
    await page.keyboard.press("Enter");
    await page.fill("#text", "é".repeat(300 - Number.parseInt(told, 10)));
    await page.keyboard.press("Enter");
    await until("what fits is sent", async () => (await textsOn(page)).length === 1);
  });

  test("says without JavaScript that it needs it", async () => {
    const { url } = await startReplica();
    const context = await browser().newContext({ javaScriptEnabled: false });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await visit(page, url);
    expect(await page.locator(".noscript").innerText()).toMatch(/needs JavaScript.*precisa de.*necesita/s);
    expect(await page.locator(".noscript").boundingBox()).toMatchObject(page.viewportSize() ?? {});
  });

  test("survives a redeploy: says so, comes back by itself, and misses and doubles nothing", async () => {
    const old = await startReplica({ version: "1.0.0" });
    const page = await open(old, "Ana");
    await say(page, "before");
    await shows(page, "before");
    await old.server.stop();
    await page.waitForSelector("#state[data-state=reconnecting]");
    await say(page, "during");
    await page.getByText("Waiting to be sent").waitFor();
    await page.waitForSelector("#state[data-state=unreachable]");
    const next = await startReplica({ version: "1.1.0", address: { host: "127.0.0.1", port: old.port } });
    await isOnline(page);
    await shows(page, "during");
    expect(await page.locator("#version").textContent()).toBe("1.1.0");
    expect(await page.locator("#reload").isVisible()).toBe(true);
    expect(await page.locator(".pending").count()).toBe(0);
    const other = await Client.connect(next.port);
    other.send({ text: "after" });
    await shows(page, "during", "after");
  });

  test("goes on where it was cut off, without starting over", async () => {
    const replica = await startReplica({}, { idleMilliseconds: 500 });
    const page = await open(replica, "Ana");
    await say(page, "before");
    await shows(page, "before");
    const metrics = async () => (await fetch(`${replica.url}/metrics`)).text();
    const recovered = 'chat_recoveries_total{outcome="recovered"}';
    await until("it has resumed", async () => (await metrics()).includes(recovered));
    await shows(page, "before");
    expect(await metrics()).toContain('chat_recoveries_total{outcome="fresh"} 1');
  });
});
