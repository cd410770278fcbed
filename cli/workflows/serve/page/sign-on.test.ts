import { describe, expect, test } from "vitest";
import { read } from "../../../../testing/fixtures/folder.ts";
import { type Answered, ask, logIn, openedPage } from "../../../../testing/serve/page.ts";
import { begin, comeBack, cookiesIn, visit } from "../../../../testing/serve/sign-on.ts";
import { type OidcProvider, oidcProvider } from "../../../../testing/servers/oidc-provider.ts";
import { openMembers } from "../bot/members.ts";
import { openLogins } from "./logins.ts";

/** A page whose people log in by a provider; `more` is what `page.oidc` says beside what it has to. */
async function openedWithProvider(more: object = {}, page: object = {}) {
  let url = "";
  const provider = await oidcProvider(() => `${url}/api/login/return`);
  provider.account = { claims: { preferred_username: "dora", groups: ["team:developers"] } };
  const oidc = {
    issuer: provider.issuer,
    clientId: provider.clientId,
    clientSecret: { env: "OIDC_SECRET" },
    roles: { look: ["team:everybody"], promote: ["team:developers"], approve: ["team:leads"] },
    ...more,
  };
  const opened = await openedPage({ oidc, ...page }, { OIDC_SECRET: provider.clientSecret });
  url = opened.url;
  return { ...opened, provider };
}

/** The cookie of the session, if somebody got in. */
const sessionIn = (answered: Answered): string | undefined =>
  cookiesIn(answered).find((cookie) => cookie.startsWith("chatops="));

async function overview(url: string, cookie: string | undefined) {
  const { status, body } = await ask(url, "/api/overview", { ...(cookie && { cookie }) });
  return { status, ...JSON.parse(body) };
}

/** Nobody got in, and is told so on the page. */
function expectRefused(answered: Answered, problem: string): void {
  expect(answered).toMatchObject({ status: 303, headers: { location: `/?login=${problem}` } });
  expect(sessionIn(answered)).toBeUndefined();
}

describe("somebody whom a provider vouches for", () => {
  test("gets in with the roles of their groups, by a session like any other", async () => {
    const { url, provider, warnings } = await openedWithProvider();
    const entered = await comeBack(url, await begin(url));
    expect(entered).toMatchObject({ status: 303, headers: { location: "/" } });
    const cookies = [entered.headers["set-cookie"] ?? []].flat();
    expect(cookies).toEqual([
      "chatops-login=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0",
      expect.stringMatching(/^chatops=[\w.+-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/),
    ]);
    expect(await overview(url, sessionIn(entered))).toMatchObject({ person: { name: "dora", roles: ["promote"] } });
    const approve = "/api/repositories/shop/environments/prod/approval";
    const cookie = sessionIn(entered) ?? "";
    expect(await ask(url, approve, { method: "POST", cookie, body: {} })).toMatchObject({ status: 403 });
    expect({ wrong: provider.wrong, warnings }).toEqual({ wrong: [], warnings: [] });
  });

  test("gets in where the groups are told only to who asks for them", async () => {
    const { url, provider } = await openedWithProvider();
    provider.account = {
      claims: { preferred_username: "Dora" },
      userinfo: { groups: ["team:leads", "team:everybody"] },
    };
    const entered = await comeBack(url, await begin(url));
    const person = { name: "dora", roles: ["look", "approve"] };
    expect(await overview(url, sessionIn(entered))).toMatchObject({ person });
  });

  test("counts in the chat with the same roles, until the session ends or they have none any more", async () => {
    const { url, provider, people, logins, state } = await openedWithProvider();
    const named = new Map([
      ["~dora", "dora"],
      ["~ana", "ana"],
    ]);
    const chat = openMembers(named, people, logins);
    expect(chat.of("~dora")).toEqual({ name: "dora", roles: [] });
    expect(chat.of("~ana")).toMatchObject({ name: "ana", roles: ["promote"] });
    expect(chat.of("~stranger")).toBeUndefined();
    await comeBack(url, await begin(url));
    expect(chat.of("~dora")).toEqual({ name: "dora", roles: ["promote"] });
    // A serve that starts anew knows it as the browser's cookie does; with another provider, or later, nobody does.
    const anew = (fingerprint: string, sessionMs: number) => openLogins(state, fingerprint, sessionMs);
    const { fingerprint } = JSON.parse(read(state, "logins.json"));
    expect((await anew(fingerprint, 1_000)).of("dora").roles).toEqual(["promote"]);
    expect((await anew("another", 1_000)).of("dora").roles).toEqual([]);
    provider.account.claims.groups = ["team:others"];
    expectRefused(await comeBack(url, await begin(url)), "roles");
    expect(chat.of("~dora")).toEqual({ name: "dora", roles: [] });
    const brief = await anew(fingerprint, -1);
    await brief.note({ name: "dora", roles: ["approve"] });
    expect(brief.of("dora").roles).toEqual([]);
  });

  test("is told how to log in, beside those with a token", async () => {
    const { url, provider } = await openedWithProvider();
    const ways = { tokens: true, provider: new URL(provider.issuer).host };
    expect(await overview(url, undefined)).toMatchObject({ status: 401, error: "login", ways });
    expect(await overview(url, await logIn(url, "ana"))).toMatchObject({ person: { name: "ana" } });
    const alone = await openedWithProvider({}, { people: {} });
    expect(await overview(alone.url, undefined)).toMatchObject({ ways: { tokens: false } });
  });

  test.each<[what: string, claims: Record<string, unknown>, said: string, more?: object]>([
    ["without a group that has a role", { groups: ["team:others"] }, "dora is in no group with a role"],
    ["without any group", { groups: undefined }, "dora is in no group with a role"],
    ["with groups of another shape", { groups: { "team:leads": true } }, "dora is in no group with a role"],
    ["without a name", { preferred_username: undefined }, "the claim preferred_username is not there, or no name"],
    ["with a name that is none", { preferred_username: "a b\nc" }, "the claim preferred_username is not there"],
    ["with the name of somebody who has a token", { preferred_username: "Ana" }, "ana has a token here"],
    [
      "with an e-mail address that may be somebody else's",
      { email: "dora@example.com", email_verified: false },
      "the e-mail address is not verified",
      { name: "email" },
    ],
  ])("stays outside %s", async (_, claims, said, more) => {
    const { url, provider, warnings } = await openedWithProvider(more);
    provider.account = { claims: { ...provider.account.claims, ...claims } };
    expectRefused(await comeBack(url, await begin(url)), "roles");
    expect(warnings).toEqual([expect.stringContaining(`page: somebody could not log in: ${said}`)]);
  });
});

describe("a token is refused", () => {
  const now = () => Math.floor(Date.now() / 1_000);

  test.each<[what: string, spoil: OidcProvider["spoil"]]>([
    ["that another key has signed", { signature: "another key" }],
    ["that nobody has signed", { signature: "none" }],
    ["that is signed with what the client knows", { signature: "client secret" }],
    ["of another issuer", { claims: (all) => ({ ...all, iss: "https://evil.example" }) }],
    ["for another client", { claims: (all) => ({ ...all, aud: "somebody-else" }) }],
    [
      "for several clients, of which another one asked",
      { claims: (all) => ({ ...all, aud: ["chatops", "x"], azp: "x" }) },
    ],
    ["that has ended", { claims: (all) => ({ ...all, iat: now() - 900, exp: now() - 600 }) }],
    ["that never ends", { claims: ({ exp: _, ...all }) => all }],
    ["that was made for another log-in", { claims: (all) => ({ ...all, nonce: "x".repeat(43) }) }],
    ["that was made for no log-in", { claims: ({ nonce: _, ...all }) => all }],
    ["of nobody", { claims: ({ sub: _, ...all }) => all }],
    ["in an answer of another issuer", { issuer: "https://evil.example" }],
  ])("%s", async (_, spoil) => {
    const { url, provider, warnings } = await openedWithProvider();
    provider.spoil = spoil;
    expectRefused(await comeBack(url, await begin(url)), "provider");
    expect(warnings).toEqual([expect.stringContaining(`page: somebody could not log in: ${provider.issuer}: `)]);
    expect(warnings.join()).not.toContain(provider.clientSecret);
    // The same person gets in by a token that is right.
    provider.spoil = {};
    expect(sessionIn(await comeBack(url, await begin(url)))).toBeDefined();
  });
});

describe("who comes back is refused", () => {
  type Begun = { cookie: string; back: URL };
  const changed = (name: string, value: string | undefined) => (begun: Begun) => {
    const back = new URL(begun.back);
    if (value === undefined) back.searchParams.delete(name);
    else back.searchParams.set(name, value);
    return { ...begun, back };
  };

  test.each<[what: string, change: (begun: Begun) => Begun, problem: string]>([
    ["without the cookie of the log-in", (begun) => ({ ...begun, cookie: "" }), "again"],
    ["with a cookie that was made longer", (begun) => ({ ...begun, cookie: `${begun.cookie}0` }), "again"],
    [
      "with a cookie of their own",
      (begun) => ({ ...begun, cookie: `chatops-login=${"a".repeat(43)}.9999999999999` }),
      "again",
    ],
    ["without a state", changed("state", undefined), "again"],
    ["with another state", changed("state", "x".repeat(43)), "again"],
    ["without a code", changed("code", undefined), "provider"],
    ["with a code of their own", changed("code", "0".repeat(32)), "provider"],
    ["with an error", changed("error", "access_denied"), "provider"],
  ])("%s", async (_, change, problem) => {
    const { url } = await openedWithProvider();
    expectRefused(await comeBack(url, change(await begin(url))), problem);
  });

  test("with the log-in that somebody else began", async () => {
    const { url } = await openedWithProvider();
    const [own, others] = [await begin(url), await begin(url)];
    expectRefused(await comeBack(url, { cookie: own.cookie, back: others.back }), "again");
  });

  test("with a code that was redeemed before", async () => {
    const { url, provider } = await openedWithProvider();
    const begun = await begin(url);
    expect(sessionIn(await comeBack(url, begun))).toBeDefined();
    expectRefused(await comeBack(url, begun), "provider");
    expect(provider.wrong).toEqual(["token: the code was redeemed before"]);
  });

  test("in a frame, an image or a script of another site", async () => {
    const { url } = await openedWithProvider();
    for (const dest of ["iframe", "image", "script", "empty"]) {
      const answered = await comeBack(url, await begin(url), { ...visit, "sec-fetch-dest": dest });
      expect({ dest, status: answered.status }).toEqual({ dest, status: 403 });
    }
  });

  test("and never sent anywhere else than to this page", async () => {
    const { url } = await openedWithProvider();
    const begun = await begin(url);
    for (const name of ["return", "next", "redirect_uri", "url"])
      begun.back.searchParams.set(name, "https://evil.example");
    expect((await comeBack(url, begun)).headers.location).toBe("/");
    const begin2 = await ask(url, "/api/login?return=https://evil.example&redirect_uri=https://evil.example");
    expect(new URL(`${begin2.headers.location}`).searchParams.get("redirect_uri")).toBe(`${url}/api/login/return`);
  });
});

test("a session of the provider's ends with other settings, and is worth nothing as that of a token", async () => {
  const { url, state, provider } = await openedWithProvider();
  const cookie = sessionIn(await comeBack(url, await begin(url)));
  const env = { OIDC_SECRET: provider.clientSecret };
  const oidc = {
    issuer: provider.issuer,
    clientId: provider.clientId,
    clientSecret: { env: "OIDC_SECRET" },
    roles: { approve: ["team:developers"] },
  };
  const others = await openedPage({ oidc }, env, state);
  expect(await overview(others.url, cookie)).toMatchObject({ status: 401 });
  const without = await openedPage({}, {}, state);
  expect(await overview(without.url, cookie)).toMatchObject({ status: 401 });
  // The key is the same: a session of a token goes on.
  expect(await overview(without.url, await logIn(url, "ana"))).toMatchObject({ person: { name: "ana" } });
});

test("a provider that is away lets nobody in, and is asked again", async () => {
  const { url, warnings } = await openedPage(
    {
      oidc: {
        issuer: "http://127.0.0.1:9",
        clientId: "chatops",
        clientSecret: { env: "OIDC_SECRET" },
        roles: { look: ["team"] },
      },
    },
    { OIDC_SECRET: "secret" },
  );
  for (const _ of [1, 2]) expectRefused(await ask(url, "/api/login"), "provider");
  expect(warnings).toEqual([expect.stringContaining("http://127.0.0.1:9 does not say how to log in")]);
  expect(await overview(url, await logIn(url, "ana"))).toMatchObject({ person: { name: "ana" } });
});
