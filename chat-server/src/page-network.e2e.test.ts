import { expect, test } from "vitest";
import { blackHole } from "./testing/black-hole.ts";
import { describeWithBrowser, enter, isOnline, openPage, say, shows } from "./testing/browser.ts";
import { Client } from "./testing/client.ts";
import { startReplica } from "./testing/replica.ts";
import { until } from "./testing/until.ts";

const crowd = 200;

/** Connects as often as so many pages do, and keeps how long each of them waited when it had lost its connection. */
const connectMany = `import("/connection.js").then(({ Connection }) => {
  opened = 0;
  pauses = [];
  for (let n = 0; n < ${crowd}; n++) {
    let lostAt;
    const connection = new Connection({
      path() {
        if (lostAt) pauses.push(performance.now() - lostAt);
        lostAt = undefined;
        return "/ws?since=&token=";
      },
      opened: () => opened++,
      received: ({ type }) => type === "hello" && connection.greeted(),
      lost() {
        lostAt ??= performance.now();
      },
    });
    connection.connect();
  }
})`;

describeWithBrowser("a page", (_open, browser) => {
  test("notices a server that is gone without a word from what is not answered, and loses nothing", async () => {
    const replica = await startReplica();
    const hole = await blackHole(replica.port);
    const page = await openPage(browser(), { url: `http://127.0.0.1:${hole.port}` });
    await enter(page, "Ana");
    const watcher = await Client.connect(replica.port, "");
    hole.open();
    await say(page, "into the hole");
    await page.getByText("Sending …").waitFor();
    const began = performance.now();
    await page.waitForSelector("#state[data-state=reconnecting]");
    expect(performance.now() - began).toBeLessThan(30_000);
    await page.getByText("Waiting to be sent").waitFor();
    hole.close();
    await isOnline(page);
    await shows(page, "into the hole");
    expect(watcher.messages.map(({ data }) => data.text)).toEqual(["into the hole"]);
  });

  test("does not come back together with all others when a server dies", async () => {
    const replica = await startReplica();
    const page = await openPage(browser(), replica);
    await page.waitForSelector("#login[open]");
    await page.evaluate(connectMany);
    await until("all are there", () => page.evaluate(`opened === ${crowd}`));
    await replica.server.stop();
    const pauses = await until("all have waited", async () => {
      const all = await page.evaluate<number[]>("pauses");
      return all.length >= crowd && all.slice(0, crowd);
    });
    const within = (from: number) => pauses.filter((pause) => pause >= from && pause < from + 100).length;
    // They wait for up to a second; in half of that they would be twice as many.
    expect(Math.max(...pauses.map(within))).toBeLessThan(crowd * 0.35);
  });
});
