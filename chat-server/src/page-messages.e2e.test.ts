import { expect, test } from "vitest";
import { describeWithBrowser, isOnline, shows } from "./testing/browser.ts";
import { Client } from "./testing/client.ts";
import { startReplica } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

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

  test("reads what others say as it is meant, however they write their names and lines", async () => {
    const replica = await startReplica();
    const bruno = await Client.connect(replica.port, "");
    const named = (title: string, text: string) => message(text, { title });
    bruno.send(
      named("\u202elive", "turned around"),
      named("\u200b", "unseen"),
      named("مريم", "مرحبا (hello)."),
      named("W".repeat(150), "x".repeat(200)),
      named("Blank", `a${"\n".repeat(150)}b`),
      named("Many", Array.from({ length: 120 }, (_, n) => n % 10).join("\n")),
    );
    const page = await open(replica, "Ana", { viewport: { width: 390, height: 844 } });
    await page.getByText("unseen").waitFor();
    const [turned, unseen] = await page.locator(".name").allTextContents();
    expect([turned, unseen]).toEqual(["live", "?"]);
    const blank = page.locator(".message", { has: page.getByText("Blank") });
    expect(await blank.locator(".text").textContent()).toBe("a\n\nb");
    const sizes = (await page.evaluate(`[...document.querySelectorAll(".message")].map((item) => item.offsetHeight)
      .concat(document.documentElement.scrollWidth)`)) as number[];
    expect(sizes.pop()).toBe(390);
    expect(Math.max(...sizes)).toBeLessThan(600);
    await page.locator(".tall .bubble").focus();
    await page.keyboard.press("End");
    await until("its end is there", () => page.evaluate(`document.querySelector(".tall .bubble").scrollTop > 1000`));
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
