import { expect, test } from "vitest";
import { describeWithBrowser, isOnline, shows } from "./testing/browser.ts";
import { Client } from "./testing/client.ts";
import { startReplica } from "./testing/replica.ts";

const message = (text: string, more: object = {}) => ({ text, uid: "b", title: "Bruno", date: new Date(), ...more });

describeWithBrowser("on the page one", (open) => {
  test("follows links, which lead nowhere but to the web", async () => {
    const replica = await startReplica();
    const bruno = await Client.connect(replica.port, "");
    bruno.send(message("see https://example.org/a. And javascript:alert(1)"));
    const page = await open(replica, "Ana");
    const link = page.locator(".text a");
    await link.waitFor();
    expect(await link.count()).toBe(1);
    expect(await link.getAttribute("href")).toBe("https://example.org/a");
    expect(await link.getAttribute("rel")).toBe("noopener noreferrer nofollow ugc");
  });

  test("answers a message, and finds what was answered", async () => {
    const replica = await startReplica();
    const bruno = await Client.connect(replica.port, "");
    bruno.send(message("a question", { mid: "q1" }), message("lost", { re: "gone" }));
    const page = await open(replica, "Ana");
    await page.getByText("A message that is no longer here").waitFor();
    await page.getByText("a question").hover();
    await page.getByLabel("Reply to Bruno").first().click();
    await page.fill("#text", "an answer");
    await page.reload();
    await isOnline(page);
    expect(await page.locator("#answered").innerText()).toMatch(/Reply to Bruno\s+a question/);
    await page.focus("#text");
    await page.keyboard.press("Enter");
    await bruno.receivesMessages(3);
    expect(bruno.messages.at(-1)?.data).toMatchObject({ text: "an answer", re: "q1" });
    const quote = page.locator(".mine:not(.pending) .quote");
    expect(await quote.innerText()).toMatch(/Bruno\s+a question/);
    await quote.click();
    expect(await page.evaluate("document.activeElement.dataset.mid")).toBe("q1");
  });

  test("searches in what is there, whatever the accents", async () => {
    const replica = await startReplica();
    const bruno = await Client.connect(replica.port, "");
    bruno.send(message("Olá, São Paulo"), message("nothing"), message("sao joao"));
    const page = await open(replica, "Ana");
    await shows(page, "Olá, São Paulo", "nothing", "sao joao");
    await page.click("#find");
    await page.keyboard.type("SAO");
    const found = () => page.locator(".found .text").allTextContents();
    expect([await found(), await page.locator("#found").textContent()]).toEqual([["sao joao"], "1 of 2"]);
    await page.keyboard.press("Enter");
    expect([await found(), await page.locator("#found").textContent()]).toEqual([["Olá, São Paulo"], "2 of 2"]);
    await page.fill("#sought", "nowhere");
    expect([await found(), await page.locator("#found").textContent()]).toEqual([[], "Nothing found"]);
  });
});
