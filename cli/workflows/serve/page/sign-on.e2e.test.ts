import { randomBytes } from "node:crypto";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { freePort } from "../../../../sandbox/ports.ts";
import { project } from "../../../../testing/git/git-project.ts";
import { startGitea } from "../../../../testing/git-hosts/gitea.ts";
import { describeWithBrowser, enter, expectAccessible } from "../../../../testing/serve/browser.ts";
import { people, tokenVariables } from "../../../../testing/serve/page.ts";
import { serving } from "../../../../testing/serve/serving.ts";
import { needs } from "../../../../testing/setup/needs-programs.ts";
import { full, isFull } from "../../../../testing/setup/short-run.ts";

if (isFull) needs("gitea");

type Gitea = Awaited<ReturnType<typeof startGitea>>;

/** Somebody with an account there, in a team or in none. Answers the password. */
async function join({ api }: Gitea, name: string, team?: number): Promise<string> {
  const password = randomBytes(12).toString("hex");
  const account = { username: name, email: `${name}@example.com`, password, must_change_password: false };
  await api("POST", "/admin/users", account);
  if (team !== undefined) await api("PUT", `/teams/${team}/members/${name}`);
  return password;
}

/** A serve whose people log in by a real Gitea, which is another site to browsers. */
async function servedWithGitea() {
  const gitea = await startGitea();
  await gitea.api("POST", "/orgs", { username: "team" });
  const developers = { name: "developers", permission: "write", units: ["repo.code"] };
  const { id } = await gitea.api("POST", "/orgs/team/teams", developers);
  const page = `http://localhost:${await freePort()}`;
  const application = { name: "chatops", confidential_client: true, redirect_uris: [`${page}/api/login/return`] };
  const { client_id, client_secret } = await gitea.api("POST", "/user/applications/oauth2", application);
  const { remote = "", user } = project();
  const oidc = {
    issuer: gitea.url,
    clientId: client_id,
    clientSecret: { env: "OIDC_SECRET" },
    scopes: ["profile", "groups"],
    roles: { promote: ["team:developers"] },
  };
  const serve = await serving({
    user,
    page: { listen: new URL(page).host, people, oidc },
    env: { ...tokenVariables, OIDC_SECRET: client_secret },
    repositories: { shop: { url: `file://${remote}`, secret: "the secret of a webhook" } },
  });
  return { gitea, serve, developers: id as number, secret: client_secret as string };
}

const byProvider = (page: Page) => page.getByRole("link", { name: /^Log in with 127\.0\.0\.1/ });

/** What somebody does in Gitea: logs in, and allows what the page asks for. */
async function logInThere(page: Page, { url }: Gitea, name: string, password: string): Promise<void> {
  // The sandbox builds Gitea without its scripts, which each of its pages complains of.
  await page.addInitScript(`if (location.origin === ${JSON.stringify(url)}) alert = () => {};`);
  await byProvider(page).click();
  await page.fill("#user_name", name);
  await page.fill("#password", password);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /Authorize/ }).click();
}

describeWithBrowser("the page of serve, by an account that people have in Gitea", (open) => {
  full("lets in whom a team gives a role, and nobody else", async () => {
    const { gitea, serve, developers, secret } = await servedWithGitea();
    const check = await serve.chatops("--check");
    expect(check.result, check.stdout).toMatchObject({
      checks: [{ part: "shop" }, { part: "page.oidc", state: "well" }],
    });

    const dora = await open(`${serve.page()}/#/shop/runs`);
    await byProvider(dora).waitFor();
    await expectAccessible(dora, "login with a provider");
    await logInThere(dora, gitea, "dora", await join(gitea, "dora", developers));
    await dora.locator("#state[data-state=live]").waitFor();
    expect(await dora.locator("#person").textContent()).toBe("dora");
    // What was looked at before.
    expect(new URL(dora.url()).hash).toBe("#/shop/runs");
    await dora.reload();
    await dora.locator("#state[data-state=live]").waitFor();
    await dora.getByRole("button", { name: "Log out" }).click();
    await byProvider(dora).waitFor();
    await dora.reload();
    await byProvider(dora).waitFor();

    const emil = await open(serve.page());
    await logInThere(emil, gitea, "emil", await join(gitea, "emil"));
    await emil.getByText("You are logged in there, and have no role here.").waitFor();
    expect(emil.url()).toBe(`${serve.page()}/`);
    await expectAccessible(emil, "login without a role");
    await enter(emil, "ana");
    expect(serve.log()).toContain("page: somebody could not log in: emil is in no group with a role");
    expect(serve.log()).not.toContain(secret);
  });
});
