import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { freePort } from "../../../../sandbox/ports.ts";
import { composeFile, composeProject, healthyServer } from "../../../../testing/docker/compose-project.ts";
import { project } from "../../../../testing/git/git-project.ts";
import { ringOnPush } from "../../../../testing/serve/bell.ts";
import { chatServer, chatToken } from "../../../../testing/serve/chat.ts";
import { people, tokenVariables } from "../../../../testing/serve/page.ts";
import { serving } from "../../../../testing/serve/serving.ts";
import { begin, comeBack } from "../../../../testing/serve/sign-on.ts";
import { oidcProvider } from "../../../../testing/servers/oidc-provider.ts";
import { full } from "../../../../testing/setup/short-run.ts";

const secret = "the secret of a webhook";
const compose = { compose: {}, observe: "1s" };
const environments = {
  local: { ...compose, promote: "auto" },
  live: { ...compose, gate: { confirm: true } },
};
const names = { ana: ["~ana", "~anas-phone"], bruno: ["~bruno"], carla: ["~carla"] };

/** A project on Compose, and a serve that answers in a chat of its own. */
async function servedChat({ bot = "~chatops" }: { bot?: string | null } = {}) {
  const chat = await chatServer();
  const place = composeProject({ remote: true, environments });
  const { remote = "", user, name } = place;
  const push = (server: string, message: string, service = {}) =>
    place.commit({ "server.js": server, "compose.yaml": composeFile(name, service) }, message);
  const first = push(healthyServer, "The first one");
  const both = { ...people, carla: { ...people.carla, roles: ["promote", "approve"] } };
  const serve = await serving({
    user,
    page: { people: both },
    chat: { url: chat.url, people: names, ...(bot && { token: { env: "TOKEN_OF_BOT" } }) },
    env: { ...tokenVariables, ...(bot && { TOKEN_OF_BOT: chatToken(bot) }) },
    repositories: { shop: { url: `file://${remote}`, secret } },
  });
  ringOnPush(remote, serve.hook("shop"), secret);
  await serve.ended("shop", first, "done");
  return { ...place, chat, serve, push };
}

full("people who are known promote, approve and roll back in the chat, and nobody else does", async () => {
  const { chat, serve } = await servedChat();
  const ana = await chat.visit("~ana");
  await ana.says("/status", /^shop local: 0\.1\.0 healthy, 1 of 1 ready, since .* UTC by /);

  // Whoever the server does not vouch for is nobody, whatever they call themselves.
  const nobody = await chat.visit();
  await nobody.says("/rollback local", /^Commands are taken only from people/, { uid: "~ana" });
  const stranger = await chat.visit("~stranger");
  await stranger.says("/promote 0.1.0 live", /^Nobody here knows ~stranger/, { uid: "~ana", verified: true });
  expect(serve.told("shop/page")).toBe("");

  // Behind a gate one person's wish is a request, and the same person cannot approve it from another device.
  await ana.says(
    "/promote shop 0.1.0 live",
    /^shop 0\.1\.0 waits in live, asked for by ana: \/approve shop 0\.1\.0 live$/,
  );
  await ana.says("/approve 0.1.0 live", /^That needs the role approve\.$/);
  const phone = await chat.visit("~anas-phone");
  await phone.says("/approve 0.1.0 live", /^That needs the role approve\.$/);
  const carla = await chat.visit("~carla");
  await carla.says("/promote 0.1.0 live", /asked for by carla/);
  await carla.says("/approve 0.1.0 live", /^Somebody else than you has to approve what you asked for\.$/);
  const bruno = await chat.visit("~bruno");
  await bruno.says("/promote 0.1.0 live", /^That needs the role promote\.$/);
  await bruno.says("/approve", /^shop 0\.1\.0 waits in live, asked for by carla/);
  await bruno.says("/approve 0.9.9 live", /^It has changed meanwhile/);

  // What goes on is told as it happens, to everybody.
  const from = ana.heard.length;
  await bruno.says("/approve 0.1.0 live", /^shop 0\.1\.0 to live \(carla, approved by bruno\) is done$/);
  const told = ana.heard.slice(from).map(({ text }) => text);
  const order = [/ is on its way$/, /is rolled out in live$/, /is healthy in live$/, / is done$/];
  const places = order.map((each) => told.findIndex((text) => each.test(text)));
  expect(places).toEqual([...places].sort((one, other) => one - other));
  expect(places).not.toContain(-1);
  await ana.says("/history live", /^shop live, .* UTC: 0\.1\.0 healthy, by carla, approved by bruno via /);
  await ana.says("/promote 0.1.0 nowhere", /^shop has no environment nowhere; it has local, live\.$/);
  await ana.says("/promote 0.1.0", /^Say it so: \/promote \[repository\] version environment$/);
  await ana.says("/deploy", /^There is no \/deploy/);
  await ana.says("/rollback local", /^shop rollback of local \(ana\) failed: /);
  await ana.says("/hold live", /^shop hold of live \(ana\) is done$/);
  await carla.says("/status", /^! shop live is held: ana via /);
  await carla.says("/let live", /^shop end of the hold of live \(carla\) is done$/);
  await ana.says("/hold", /^shop is held/);
  await carla.says("/status", /^! shop is held: ana$/);
  await carla.says("/let shop", /^shop goes on\.$/);
  expect(ana.heard.filter(({ title }) => title === "chatops").every(({ by }) => by === "~chatops")).toBe(true);

  const metrics = await serve.metrics();
  expect(metrics).toContain('chatops_serve_acts_total{repository="shop",kind="promote",outcome="done"} 1');
  expect(metrics).toContain('chatops_serve_commands_total{result="stranger"} 2');
});

full("somebody of a provider may do in the chat what they may on the page, once they are logged in there", async () => {
  const chat = await chatServer();
  const url = `http://127.0.0.1:${await freePort()}`;
  const provider = await oidcProvider(() => `${url}/api/login/return`);
  provider.account = { claims: { preferred_username: "dora", groups: ["team:leads"] } };
  const { issuer, clientId, clientSecret } = provider;
  const { remote = "", user } = project();
  const oidc = { issuer, clientId, clientSecret: { env: "OIDC_SECRET" }, roles: { approve: ["team:leads"] } };
  const serve = await serving({
    user,
    page: { listen: new URL(url).host, people, oidc },
    chat: { url: chat.url, people: { dora: ["~dora"] }, token: { env: "TOKEN_OF_BOT" } },
    env: { ...tokenVariables, OIDC_SECRET: clientSecret, TOKEN_OF_BOT: chatToken("~chatops") },
    repositories: { shop: { url: `file://${remote}`, secret } },
  });
  await expect.poll(() => serve.log()).toContain("answers in the chat");
  const dora = await chat.visit("~dora");
  await dora.says("/promote 0.1.0 live", /^dora, log in on the page first/);
  expect(await comeBack(url, await begin(url))).toMatchObject({ status: 303, headers: { location: "/" } });
  await dora.says("/promote 0.1.0 live", /^That needs the role promote\.$/);
  await serve.restart();
  await dora.says("/promote 0.1.1 live", /^That needs the role promote\.$/);
  // Who has left all groups is told so at the next log-in, and has no role here either.
  provider.account.claims.groups = [];
  await comeBack(url, await begin(url));
  await dora.says("/promote 0.1.2 live", /^dora, log in on the page first/);
});

full(
  "the bot comes back after chat and serve were killed, answers nothing twice, and tells how what it began ended",
  async () => {
    const { chat, serve, push } = await servedChat({ bot: null });
    const before = await chat.visit("~ana");
    await before.says("/status", /^shop local: 0\.1\.0 healthy/);
    const memory = join(serve.state, "chat.json");
    const { token } = JSON.parse(readFileSync(memory, "utf8"));
    expect(statSync(memory).mode & 0o777).toBe(0o600);
    const ownLines = () => before.heard.filter(({ title }) => title === "chatops").length;

    // Serve is killed while it does what somebody wants: the next one says so, and does not do it again.
    const slow = push(
      `setTimeout(() => {}, 60_000);\n${healthyServer.replace("/tmp/ready", "/tmp/later")}`,
      "Never ready",
    );
    await serve.ended("shop", slow, "failed");
    await before.says("/promote 0.1.1 local", /^shop: 0\.1\.1 is rolled out in local$/);
    await serve.kill();
    const said = ownLines();
    // Said while nobody is there to take it, a moment before somebody is again.
    const asked = before.says("/history local", /^shop local, .* UTC: /);
    await serve.start();
    await before.hears(/^shop 0\.1\.1 to local \(ana\) failed: it was interrupted/);
    await asked;
    await before.says("/rollback local 0.1.0", /is done$/);
    expect(before.heard.filter(({ text }) => /is on its way$/.test(text))).toHaveLength(2);
    expect(ownLines()).toBeGreaterThan(said);

    // The chat loses all that was said: the bot is there under the same name, and answers what is said from then on.
    await chat.kill();
    await chat.start();
    const after = await chat.visit("~ana");
    await pause(3_000);
    expect(after.heard).toEqual([]);
    await after.says("/status", /^shop local: 0\.1\.0 healthy/);
    expect(JSON.parse(readFileSync(memory, "utf8")).token).toBe(token);
    expect(serve.log()).not.toContain(token);
  },
);
