import { setTimeout as pause } from "node:timers/promises";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import {
  composeFile,
  composeProject,
  crashingServer,
  healthyServer,
} from "../../../../testing/docker/compose-project.ts";
import { project } from "../../../../testing/git/git-project.ts";
import { delivery, ringOnPush } from "../../../../testing/serve/bell.ts";
import { describeWithBrowser, enter, expectAccessible } from "../../../../testing/serve/browser.ts";
import { ask, logIn, people, tokenVariables } from "../../../../testing/serve/page.ts";
import { serving } from "../../../../testing/serve/serving.ts";
import { full } from "../../../../testing/setup/short-run.ts";

const secret = "the secret of a webhook";
const compose = { compose: {}, observe: "1s" };
const environments = {
  local: { ...compose, promote: "auto" },
  stage: { ...compose, promote: "auto", gate: { after: "local", confirm: true } },
  live: { ...compose, gate: { confirm: true } },
};
const hostile = '<img src=x onerror="alert(1)"><script>alert(2)</script>';

/** A project on Compose with three environments, and a serve with a page that looks after it. */
async function servedPage() {
  const place = composeProject({ remote: true, environments });
  const { remote = "", user, name } = place;
  const push = (server: string, message: string) =>
    place.commit({ "server.js": server, "compose.yaml": composeFile(name) }, message);
  const first = push(healthyServer, hostile);
  // Somebody who may ask and approve, to be refused to approve what they asked for.
  const both = { ...people, carla: { ...people.carla, roles: ["promote", "approve"] } };
  const serve = await serving({
    user,
    page: { people: both },
    env: tokenVariables,
    repositories: { shop: { url: `file://${remote}`, secret } },
  });
  ringOnPush(remote, serve.hook("shop"), secret);
  return { ...place, push, first, serve };
}

const environmentOn = (page: Page, name: string) =>
  page.locator(".environment", { has: page.getByRole("heading", { name, exact: true }) });

const confirm = (page: Page) => page.locator("#yes").click();

describeWithBrowser("the page of serve", (open) => {
  test("shows what runs where, and a gate is opened by somebody else than who asked", async () => {
    const { serve, first } = await servedPage();
    const waiting = await serve.ended("shop", first);
    expect(waiting).toMatchObject({ outcome: "waiting", version: "0.1.0", exitCode: 4 });

    const ana = await open(serve.page());
    await expectAccessible(ana, "login");
    await enter(ana, "ana");
    await environmentOn(ana, "local").getByText("0.1.0").waitFor();
    await ana.getByText("shop · stage").waitFor();
    expect(await ana.getByText(hostile).count()).toBeGreaterThan(0);
    expect(await ana.getByRole("button", { name: /^Approve/ }).count()).toBe(0);
    await expectAccessible(ana, "overview");

    const bruno = await open(serve.page(), {
      locale: "pt-BR",
      colorScheme: "dark",
      viewport: { width: 360, height: 700 },
    });
    await enter(bruno, "bruno");
    await bruno.getByText("shop · stage").waitFor();
    await expectAccessible(bruno, "overview on a phone");
    await bruno.getByRole("button", { name: "Aprovar 0.1.0 para stage de shop" }).click();
    await expectAccessible(bruno, "question");
    await confirm(bruno);
    await environmentOn(bruno, "stage").getByText("0.1.0").waitFor();
    expect(await serve.ended("shop", first, "done")).toMatchObject({ id: waiting.id });
    await ana.getByRole("link", { name: "History of stage of shop" }).click();
    await ana.getByRole("cell", { name: "serve, approved by bruno" }).waitFor();
    await expectAccessible(ana, "history");

    // Behind a gate nothing is promoted because one person wants it, whatever that one may.
    const cookie = await logIn(serve.page(), "carla");
    const live = "/api/repositories/shop/environments/live";
    const post = (what: string, version: string, own = cookie) =>
      ask(serve.page(), `${live}/${what}`, { method: "POST", cookie: own, body: { version } });
    expect(await post("promotion", "0.1.0")).toMatchObject({ status: 202, body: expect.stringContaining("asked") });
    expect(await post("approval", "0.1.0")).toMatchObject({ status: 403, body: expect.stringContaining("own") });
    expect(await post("approval", "0.9.9", await logIn(serve.page(), "bruno"))).toMatchObject({ status: 409 });
    expect(await post("promotion", "--yes")).toMatchObject({ status: 400 });
    await bruno.getByRole("button", { name: "Aprovar 0.1.0 para live de shop" }).click();
    await confirm(bruno);
    await environmentOn(bruno, "live").getByText("0.1.0").waitFor();

    // One environment is held from the page, for whoever promotes there without a version, and let go on.
    await ana.getByRole("link", { name: "Overview" }).click();
    await ana.getByRole("button", { name: "Hold live of shop" }).click();
    await confirm(ana);
    await environmentOn(ana, "live").getByText("held by ana").waitFor();
    await expectAccessible(ana, "held");
    await ana.getByRole("button", { name: "Let it go on: live of shop" }).click();
    await ana.getByRole("button", { name: "Hold live of shop" }).waitFor();
  });

  full("tells what is under way as it happens, and goes back by one press", async () => {
    const { serve, first, push } = await servedPage();
    await serve.ended("shop", first, "waiting");
    const ana = await open(serve.page());
    await enter(ana, "ana");
    const second = push(`${healthyServer}// second\n`, "The second one");
    await ana.locator(".under-way .now", { hasText: /Build|Start|Promote|local/ }).waitFor();
    await ana.locator(".under-way", { hasText: "The second one" }).waitFor();
    await expectAccessible(ana, "under way");
    await serve.ended("shop", second, "waiting");

    // Back by one press, and held from then on.
    await environmentOn(ana, "local").getByText("0.1.1").waitFor();
    await ana.getByRole("button", { name: "Roll back local of shop" }).click();
    await confirm(ana);
    await environmentOn(ana, "local").getByText("held: 0.1.1 was rolled back to 0.1.0").waitFor();
    await ana.getByRole("link", { name: "History of local of shop" }).click();
    await ana.getByRole("row", { name: /0\.1\.0 healthy ana held: 0\.1\.1 was rolled back to 0\.1\.0/ }).waitFor();
  });

  full("shows what is broken first, with its verdict, and why", async () => {
    const { serve, first, push } = await servedPage();
    await serve.ended("shop", first, "waiting");
    const broken = push(crashingServer(`it is broken ${hostile}`), "Break it");
    const failed = await serve.ended("shop", broken, "failed");
    const page = await open(serve.page(), { colorScheme: "dark" });
    await enter(page, "ana");
    const [concern] = [page.locator("#view > section").first()];
    await concern.getByText(/shop failed: 0\.1\.1: local: /).waitFor();
    expect(await concern.getByRole("heading").textContent()).toBe("One thing is broken");
    await environmentOn(page, "local").getByText("0.1.0").waitFor();
    await expectAccessible(page, "broken");
    await concern.getByRole("link").first().focus();
    await page.keyboard.press("Enter");
    await page.locator(".verdict", { hasText: "it is broken <img src=x" }).waitFor();
    await expectAccessible(page, "run");
    const evidence = page.getByRole("link", { name: "Evidence" });
    await evidence.waitFor();
    const cookie = await logIn(serve.page(), "bruno");
    const shown = await ask(serve.page(), `/api/repositories/shop/runs/${failed.id}/evidence`, { cookie });
    expect(shown).toMatchObject({ status: 200, body: expect.stringContaining("it is broken") });
    expect(shown.headers["content-type"]).toBe("text/plain; charset=utf-8");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.poll(() => serve.runs("shop").filter(({ commit }) => commit === broken)).toHaveLength(2);
  });
});

test("of a repository that somebody holds nothing is released until it is let go, also after a restart", async () => {
  const { remote = "", user, commit } = project();
  const repositories = { shop: { url: `file://${remote}`, secret } };
  const serve = await serving({ user, page: { people }, env: tokenVariables, repositories, interval: "1s" });
  const hold = async (method: "POST" | "DELETE") => {
    const cookie = await logIn(serve.page(), "ana");
    return ask(serve.page(), "/api/repositories/shop/hold", { method, cookie });
  };
  expect(await hold("POST")).toMatchObject({ status: 200 });
  await serve.restart();
  const held = commit({}, "While it is held");
  const looks = async () => Number(/looks_total\S*answered"\} (\d+)/.exec(await serve.metrics())?.[1] ?? 0);
  await fetch(serve.hook("shop"), delivery(secret, held));
  await pause(3_000);
  expect(serve.runs("shop").filter((run) => run.commit === held)).toEqual([]);
  expect(await looks()).toBe(0);
  expect(await hold("DELETE")).toMatchObject({ status: 200 });
  expect(await serve.ended("shop", held)).toMatchObject({ outcome: "done" });
});
