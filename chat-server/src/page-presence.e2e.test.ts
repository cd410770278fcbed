import { expect, test } from "vitest";
import { describeWithBrowser, say, shows } from "./testing/browser.ts";
import { Client } from "./testing/client.ts";
import { startReplica } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

const known = async (port: number): Promise<Client> => {
  const client = await Client.connect(port, "", { token: "" });
  await client.receivesType("hello");
  return client;
};

describeWithBrowser("who is there", (open) => {
  test("is counted, and told while writing, each other's name", async () => {
    const replica = await startReplica();
    const bruno = await known(replica.port);
    const page = await open(replica, "Ana");
    await page.locator("#here", { hasText: /^2 here$/ }).waitFor();
    await page.locator("#text").pressSequentially("Hi");
    const names = await until("Ana writes", () => {
      const { typing = [] } = bruno.frames.findLast(({ type }) => type === "presence") ?? {};
      return typing.length > 0 && typing.map(({ name }) => name);
    });
    expect(names).toEqual(["Ana"]);
    // Of oneself one knows it.
    expect(await page.locator("#typing").textContent()).toBe("");
    bruno.send({ type: "typing", name: "Bruno" });
    await page.locator("#typing", { hasText: "Bruno is typing …" }).waitFor();
    bruno.send({ text: "here it is", uid: "b", title: "Bruno" });
    await shows(page, "here it is");
    expect(await page.locator("#typing").textContent()).toBe("");
    await say(page, "Hi Bruno");
    const messages = await bruno.receivesMessages(2);
    expect(messages.map(({ data }) => data.text)).toEqual(["here it is", "Hi Bruno"]);
    bruno.cut();
    await page.locator("#here", { hasText: /^1 here$/ }).waitFor();
  });

  test("stands beside everything else on a phone", async () => {
    const replica = await startReplica();
    const page = await open(replica, "Ana", { viewport: { width: 320, height: 600 }, locale: "pt-BR" });
    await page.locator("#here", { hasText: "1 aqui" }).waitFor();
    const header = await page.locator("header").boundingBox();
    for (const id of ["find", "notify", "user", "leave", "state", "here"]) {
      const box = await page.locator(`#${id}`).boundingBox();
      expect(box?.width, id).toBeGreaterThan(10);
      expect((box?.x ?? 0) + (box?.width ?? 0), id).toBeLessThanOrEqual(320);
    }
    expect(header?.height).toBeLessThan(90);
  });
});
