import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { failureOf } from "../../../../testing/chatops/failure.ts";
import {
  ask,
  logIn,
  openedPage,
  type PersonName,
  people,
  tokens,
  tokenVariables,
} from "../../../../testing/serve/page.ts";
import { serveSchema } from "../../../core/serve/schema.ts";
import { type RunRecord, runId } from "../../../domain/serve/run-record.ts";
import { createCookies } from "./cookies.ts";
import { pageRoutes } from "./page.ts";
import { openPeople } from "./people.ts";
import { createSessions } from "./sessions.ts";

const limits = { logBytes: 1, timeoutMs: 1, signal: new AbortController().signal };
const nobody = {
  people: new Map(),
  provider: undefined,
  key: Buffer.alloc(32),
  longestMs: 1,
  cookies: createCookies(false),
  onRefused: () => {},
};
const looks = { want: () => {}, see: async () => undefined };
const routes = pageRoutes({ desks: [], limits, looks, sessions: createSessions(nobody), signOn: undefined });

/** A path of a route, with something for each of its names. */
const pathOf = (path: string) =>
  path.replace(":repository", "shop").replace(":environment", "prod").replace(":run", "20261129T191403123Z-3f2a1b0");

/** What people with one role may ask for; everybody may ask for files of the page, and log in and out. */
const rolesOf: Record<PersonName, string[]> = { ana: ["look", "promote"], bruno: ["look", "approve"], carla: ["look"] };

describe("every route", () => {
  test("is for everybody only where it tells nothing", () => {
    const open = routes.filter(({ roles }) => roles === "everybody").map(({ method, path }) => `${method} ${path}`);
    const files = open.filter((each) => /^GET \/([a-z-]+\.(js|css|svg))?$/.test(each));
    expect(files.length).toBeGreaterThan(3);
    expect(open.filter((each) => !files.includes(each))).toEqual(["POST /api/session", "DELETE /api/session"]);
  });

  const closed = routes.filter(({ roles }) => roles !== "everybody");

  test.each(closed.map(({ method, path, roles }) => [method, path, roles] as const))(
    "%s %s is refused without one of the roles %j, and from another site",
    async (method, path, roles) => {
      const { url } = await openedPage();
      const to = pathOf(path);
      expect(await ask(url, to, { method })).toMatchObject({ status: 401 });
      for (const name of ["ana", "bruno", "carla"] as const) {
        const cookie = await logIn(url, name);
        const { status } = await ask(url, to, { method, cookie, body: {} });
        const may = roles !== "everybody" && roles.some((role) => rolesOf[name].includes(role));
        expect({ name, isRefused: status === 403 }).toEqual({ name, isRefused: !may });
        expect(status).not.toBe(401);
        for (const headers of [{ origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }] as const)
          expect(await ask(url, to, { method, cookie, headers, body: {} })).toMatchObject({ status: 403 });
        expect(await ask(url, to, { method, cookie, headers: { host: "evil.example" } })).toMatchObject({
          status: 421,
        });
      }
    },
  );
});

describe("a session", () => {
  test("is a cookie that scripts do not see, that no other site sends, and that ends", async () => {
    const { url, state } = await openedPage({ session: "2h" });
    const { headers } = await ask(url, "/api/session", { method: "POST", body: { name: "ana", token: tokens.ana } });
    expect(headers["set-cookie"]).toEqual([
      expect.stringMatching(/^chatops=[\w.-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=7200$/),
    ]);
    expect(statSync(join(state, "page.key")).mode & 0o777).toBe(0o600);
    const out = await ask(url, "/api/session", { method: "DELETE" });
    expect(out.headers["set-cookie"]).toEqual(["chatops=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"]);
  });

  test("is kept to TLS where people come by TLS", async () => {
    const { url } = { ...(await openedPage()) };
    const sessions = createSessions({
      ...nobody,
      people: openPeople(settings(), tokenVariables),
      cookies: createCookies(true),
    });
    const body = Buffer.from(JSON.stringify({ name: "ana", token: tokens.ana }));
    const answer = await sessions.logIn({
      method: "POST",
      path: "/",
      query: "",
      headers: {},
      readBody: async () => body,
    });
    expect(answer.headers?.["set-cookie"]).toMatch(/^__Host-chatops=.*; HttpOnly; SameSite=Strict; .*; Secure$/);
    expect(url).toMatch(/^http:/);
  });

  test.each([
    ["forged", (cookie: string) => cookie.replace(/.$/, (last) => (last === "A" ? "E" : "A"))],
    [
      "of somebody else",
      (cookie: string) => cookie.replace(/=[^.]+/, `=${Buffer.from("bruno").toString("base64url")}`),
    ],
    ["made longer", (cookie: string) => cookie.replace(/\.(\d+)\./, (_, until) => `.${Number(until) + 1}.`)],
    ["empty", () => "chatops="],
    ["of another name", (cookie: string) => cookie.replace("chatops=", "session=")],
  ])("is refused if its cookie is %s", async (_, change) => {
    const { url } = await openedPage();
    const cookie = await logIn(url, "ana");
    expect(await ask(url, "/api/overview", { cookie })).toMatchObject({ status: 200 });
    expect(await ask(url, "/api/overview", { cookie: change(cookie) })).toMatchObject({ status: 401 });
  });

  test("is refused once it has ended, also to whoever reads on", async () => {
    const { url } = await openedPage({ session: "1s" });
    const cookie = await logIn(url, "ana");
    const start = Date.now();
    const events = await fetch(`${url}/api/overview/events`, { headers: { cookie } });
    expect(await events.text()).toContain("data: {");
    expect(Date.now() - start).toBeLessThan(10_000);
    expect(await ask(url, "/api/overview", { cookie })).toMatchObject({ status: 401 });
  });

  test.each([
    ["a wrong token", { name: "ana", token: tokens.bruno }],
    ["no token", { name: "ana", token: "" }],
    ["a name that nobody has", { name: "constructor", token: tokens.ana }],
    ["something else", { name: ["ana"], token: tokens.ana }],
    ["more than is asked for", { name: "ana", token: tokens.ana, roles: ["approve"] }],
    ["no document", "ana"],
    ["far too much", { name: "ana", token: "x".repeat(10_000) }],
  ])("does not begin with %s", async (_, body) => {
    const { url, warnings } = await openedPage();
    const { status, headers } = await ask(url, "/api/session", { method: "POST", body });
    expect({ status, cookie: headers["set-cookie"] }).toEqual({ status: 401, cookie: undefined });
    expect(warnings).toEqual(["page: somebody gave a wrong name or token"]);
  });

  test("does not begin from another site", async () => {
    const { url } = await openedPage();
    const asked = {
      method: "POST",
      body: { name: "ana", token: tokens.ana },
      headers: { origin: "https://evil.example" },
    };
    expect(await ask(url, "/api/session", asked)).toMatchObject({ status: 403 });
  });
});

const settings = (more: object = {}) => {
  const shop = { url: "https://git.example.com/shop.git", provider: "gitea", secret: { env: "HOOK" } };
  const { page } = serveSchema.parse({ page: { people, ...more }, repositories: { shop } });
  return page ?? expect.fail();
};

describe("people", () => {
  test.each<[what: string, env: NodeJS.ProcessEnv, said: string]>([
    [
      "is not set",
      { ...tokenVariables, TOKEN_OF_ANA: undefined },
      "page.people.ana.token: the variable TOKEN_OF_ANA is not set",
    ],
    [
      "is short",
      { ...tokenVariables, TOKEN_OF_ANA: "secret" },
      "page.people.ana.token: it is shorter than 20 characters",
    ],
    [
      "is somebody else's",
      { ...tokenVariables, TOKEN_OF_ANA: tokens.bruno },
      "page.people.ana.token: somebody else has the same",
    ],
  ])("are refused if a token %s", (_, env, said) => {
    expect(() => openPeople(settings(), env)).toThrow(said);
  });

  test("may have a hash in place of a token", () => {
    const sha256 = "a".repeat(64);
    const opened = openPeople(settings({ people: { ana: { token: { sha256 }, roles: ["look"] } } }), {});
    expect(opened.get("ana")).toEqual({ name: "ana", roles: ["look"], fingerprint: sha256 });
  });

  test("must be able to name where the page is if it is reached from elsewhere", async () => {
    const failure = await failureOf(openedPage({ listen: "0.0.0.0:0" }));
    expect(failure.message).toContain("page.url: is needed");
  });
});

const aRun = (more: Partial<RunRecord> = {}): RunRecord => {
  const commit = "3f2a1b0".padEnd(40, "0");
  const startedAt = "2026-11-29T19:14:03.123Z";
  const id = runId(startedAt, commit);
  return { id, repository: "shop", branch: "main", commit, startedAt, waits: 0, outcome: "done", ...more };
};

describe("a run's log", () => {
  const repository = "/api/repositories/shop";

  test("is read whole, and on from where somebody was", async () => {
    const { url, runs } = await openedPage();
    const run = aRun();
    await runs.keep(run);
    const lines = [1, 2, 3].map((number) => JSON.stringify({ type: "note", text: `${number}` }));
    writeFileSync(runs.eventsOf(run), `${lines.join("\n")}\n{"type":"no`);
    const cookie = await logIn(url, "carla");
    const path = `${repository}/runs/${run.id}`;
    expect(await ask(url, `${path}/log`, { cookie })).toMatchObject({ status: 200, body: `${lines.join("\n")}\n` });
    const whole = await (await fetch(`${url}${path}/events`, { headers: { cookie } })).text();
    expect(whole).toContain(`data: [${lines.join(",")}]\n\n`);
    expect(whole).toMatch(/event: end\ndata: \{\}\n\n$/);
    const from = `${lines[0]?.length ?? 0}`;
    const rest = await fetch(`${url}${path}/events`, { headers: { cookie, "last-event-id": `${Number(from) + 1}` } });
    expect(await rest.text()).toContain(`data: [${lines.slice(1).join(",")}]`);
    expect(JSON.parse((await ask(url, `${repository}/runs`, { cookie })).body).runs).toMatchObject([run]);
  });

  test.each([
    "..",
    "../../../../page.key",
    "..%2f..%2fpage.key",
    "%2e%2e%2fpage.key",
    "....//....//page.key",
    "..\\..\\page.key",
    "20261129T191403123Z-3f2a1b0%2f..%2f..",
    "20261129T191403123Z-3f2a1b0%00",
    "page.key",
    "held.json",
  ])("is not found by the path %j", async (name) => {
    const { url, state, place } = await openedPage();
    // Where such a path would lead if it were one.
    mkdirSync(join(place.folder, "runs"), { recursive: true });
    const cookie = await logIn(url, "ana");
    for (const end of ["", "/log", "/events", "/evidence"]) {
      const { status, body } = await ask(url, `${repository}/runs/${name}${end}`, { cookie });
      expect({ name, end, status }).toEqual({ name, end, status: 404 });
      expect(body).not.toContain(readFileSync(join(state, "page.key"), "latin1").slice(0, 8));
    }
  });

  test("names evidence only where promotions leave it", async () => {
    const { url, runs, place } = await openedPage();
    const run = aRun({ outcome: "failed" });
    await runs.keep(run);
    const home = place.env.HOME ?? "";
    const evidence = join(home, ".local/state/chatops/shop/prod/evidence");
    mkdirSync(evidence, { recursive: true });
    writeFileSync(join(evidence, "1.json"), '"what was seen; secret of the hook"');
    writeFileSync(join(home, "outside.json"), "of somebody else");
    symlinkSync(join(home, "outside.json"), join(evidence, "link.json"));
    const cookie = await logIn(url, "carla");
    const shown = async (file: string) => {
      const result = { kind: "Promotion", outcome: "failed", evidence: file };
      writeFileSync(runs.eventsOf(run), `${JSON.stringify({ type: "result", result })}\n`);
      const { status, body } = await ask(url, `${repository}/runs/${run.id}/evidence`, { cookie });
      return status === 200 ? body : status;
    };
    expect(await shown(join(evidence, "1.json"))).toBe('"what was seen; [hidden]"');
    for (const file of [
      "/etc/passwd",
      join(home, "outside.json"),
      join(evidence, "link.json"),
      join(evidence, "../../../../../outside.json"),
      "/proc/self/environ",
    ])
      expect({ file, shown: await shown(file) }).toEqual({ file, shown: 404 });
  });
});

describe("what somebody wants done is refused", () => {
  const environment = "/api/repositories/shop/environments/prod";

  test.each([
    ["in an environment that nobody knows", `${environment}/promotion`, { version: "1.4.0" }, 404],
    [
      "in one that every object has",
      "/api/repositories/shop/environments/constructor/promotion",
      { version: "1.4.0" },
      404,
    ],
    ["in a repository that nobody knows", "/api/repositories/other/environments/prod/rollback", {}, 404],
    ["by a path", "/api/repositories/../hold", {}, 404],
  ])("%s", async (_, path, body, status) => {
    const { url } = await openedPage();
    const cookie = await logIn(url, "ana");
    expect(await ask(url, path, { method: "POST", cookie, body })).toMatchObject({ status });
  });
});

test("a repository is held by name until somebody lets it go", async () => {
  const { url, bell } = await openedPage();
  const cookie = await logIn(url, "ana");
  const held = async () => JSON.parse((await ask(url, "/api/overview", { cookie })).body).repositories[0].held;
  const hold = "/api/repositories/shop/hold";
  expect(await ask(url, hold, { method: "POST", cookie })).toMatchObject({ status: 200 });
  await expect.poll(held).toEqual({ by: "ana", at: expect.stringMatching(/^\d{4}-/) });
  expect(bell.rungAt).toBeUndefined();
  expect(await ask(url, hold, { method: "DELETE", cookie })).toMatchObject({ status: 200 });
  await expect.poll(held).toBeUndefined();
  expect(bell.rungAt).toBeGreaterThan(0);
});

test("every answer says what a browser may do with it", async () => {
  const { url } = await openedPage();
  for (const path of ["/", "/api/overview", "/nothing"]) {
    const { headers } = await ask(url, path);
    expect(headers).toMatchObject({
      "content-security-policy": expect.stringMatching(
        /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'/,
      ),
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(headers["content-security-policy"]).not.toMatch(/unsafe|\*|data:/);
  }
});
