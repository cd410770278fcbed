import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { clusterProject } from "../../../../testing/cluster/cluster-project.ts";
import { plainServer } from "../../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../../testing/sandbox/sandbox.ts";
import { ringOnPush } from "../../../../testing/serve/bell.ts";
import { describeWithBrowser, enter, expectAccessible } from "../../../../testing/serve/browser.ts";
import { openedPage, people, tokenVariables } from "../../../../testing/serve/page.ts";
import { serving } from "../../../../testing/serve/serving.ts";
import { ownServers } from "../../../../testing/servers/own-servers.ts";
import { full } from "../../../../testing/setup/short-run.ts";
import { runId } from "../../../domain/serve/run-record.ts";

const own = ownServers();

describeWithBrowser("a run on the page", (open) => {
  full("is told pod by pod while it goes on, in a cluster", async () => {
    const place = await clusterProject({ publish: { charts: own.charts, registry: sandbox().registry } });
    const { remote = "", user, commit } = place;
    const secret = "the secret of a webhook";
    const first = commit({ "server.js": plainServer });
    const variables = { KUBECONFIG: user.env.KUBECONFIG ?? "" };
    const repositories = { shop: { url: `file://${remote}`, secret, variables } };
    const serve = await serving({ user, page: { people }, env: tokenVariables, repositories });
    ringOnPush(remote, serve.hook("shop"), secret);
    await serve.ended("shop", first, "done");
    const page = await open(serve.page());
    await enter(page, "ana");
    const second = commit({ "server.js": `${plainServer}// second\n` }, "The second one");
    const pods = page.locator(".under-way .pods li");
    await pods
      .filter({ hasText: /^\S+-\S+ \S+ scheduled [\d.]+ s/ })
      .first()
      .waitFor();
    await expectAccessible(page, "under way");
    await serve.ended("shop", second, "done");
    await page.getByRole("button", { name: "Promote 0.1.1 to prod of shop" }).click();
    await page.locator("#yes").click();
    const prod = page.locator(".environment", { has: page.getByRole("heading", { name: "prod", exact: true }) });
    await prod.getByText("0.1.1", { exact: true }).waitFor();
    await prod.getByText("by ana").waitFor();
    place.kubectl("staging", "set", "env", `deployment/${place.name}`, "HACKED=1");
    await page.getByText("shop · staging was changed by hand").waitFor();
    const history = await place.chatops("history", "--env", "prod", "--json");
    expect(JSON.parse(history.stdout).promotions[0].by).toMatch(/^ana via \S+@\S+$/);
  });

  test("shows whatever others wrote as text", async () => {
    const { url, runs } = await openedPage();
    const hostile = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
    const commit = "3f2a1b0".padEnd(40, "0");
    const startedAt = "2026-11-29T19:14:03.123Z";
    const run = { id: runId(startedAt, commit), repository: "shop", branch: hostile, commit, startedAt, waits: 0 };
    const shown = { ...run, branch: "main", message: hostile, version: hostile, rolledBack: hostile };
    await runs.keep({ ...shown, outcome: "failed", endedAt: startedAt });
    const verdict = { code: hostile, cause: hostile, evidence: [hostile], fix: hostile };
    const events = [
      { type: "started", title: hostile },
      { type: "progress", title: hostile, text: hostile },
      { type: "pod", pod: hostile, text: `${hostile} scheduled` },
      { type: "output", text: hostile },
      { type: "warning", text: "</pre></section>" },
      { type: "result", result: { kind: "Promotion", outcome: "failed", environment: hostile, verdict } },
    ];
    writeFileSync(runs.eventsOf(run), events.map((event) => `${JSON.stringify(event)}\n`).join(""));
    const page = await open(url);
    await enter(page, "carla");
    await page.locator(".concern", { hasText: hostile }).waitFor();
    await page.getByRole("link", { name: "Why" }).click();
    await page.locator(".pods", { hasText: `${hostile} scheduled` }).waitFor();
    await page.locator(".verdict", { hasText: hostile }).waitFor();
    expect(await page.locator("main img, main script").count()).toBe(0);
    await expectAccessible(page, "hostile");
    // What is no address of the page leads nowhere.
    await page.goto(`${url}/#/shop/runs/..%2f..%2fpage.key`);
    await page.getByText("There is no such thing.").waitFor();
    await page.goto(`${url}/#/`);
    await page.getByRole("button", { name: "Log out" }).click();
    await page.locator("#login").waitFor();
    await page.reload();
    await page.locator("#login").waitFor();
  });
});
