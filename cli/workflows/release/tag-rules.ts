import { preconditionError } from "../../../lib/errors.ts";
import { tokenFor } from "../../adapters/git/login.ts";
import type { Repository } from "../../adapters/git/repository.ts";
import { rulesAgainstTag } from "../../adapters/git-hosts/github-tag-rules.ts";
import type { Steps } from "../../core/steps.ts";
import { apiAddress } from "../../domain/git-hosts/api-address.ts";

/** It is only asked to be told earlier what the push says as well. */
const patienceMs = 5_000;

/** Tokens of an application and of its workflows: whether a rule lets those pass the API does not say for certain. */
const ofApplication = /^ghs_/;

/**
 * Asks GitHub for rules against the tag, of which a push that only tries says nothing: what is published by then would be worth
 * nothing. As whom Git pushes is who asks; whatever does not answer leaves it to the push.
 */
export async function verifyTagRules(
  { steps }: { steps: Pick<Steps, "warn" | "signal"> },
  repository: Repository,
  tag: string,
): Promise<void> {
  const found = await rulesAgainst(repository, tag).catch(() => undefined);
  steps.signal.throwIfAborted();
  if (!found || found.names.length === 0) return;
  const what = `GitHub lets this login create no tag ${tag}: ${found.names.map((name) => `the rule "${name}"`).join(", ")}`;
  const hint =
    "Have it pass the rule: the bypass list of the ruleset, under Rules in the repository's or organization's settings. Or release as somebody who may.";
  if (!found.isCertain) return steps.warn(`${what}, unless that lets the application pass`, hint);
  throw preconditionError(what, { hint });
}

async function rulesAgainst(repository: Repository, tag: string) {
  const { env, git, remote, signal } = repository;
  const url = URL.parse(remote ? await git(["remote", "get-url", "--push", remote.name]) : "");
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  const api = apiOf(url, env);
  const token = api && (await tokenFor(repository, url));
  if (!token) return undefined;
  const names = await rulesAgainstTag({ ...api, token, env, signal, timeoutMs: patienceMs }, tag);
  return { names, isCertain: !ofApplication.test(token) };
}

/** That of github.com, or of the server that this workflow of GitHub runs on. */
function apiOf(url: URL, { GITHUB_SERVER_URL: server, GITHUB_API_URL: own }: NodeJS.ProcessEnv) {
  const isOwn = own !== undefined && URL.parse(server ?? "")?.host === url.host;
  if (!isOwn && url.host !== "github.com") return undefined;
  const { url: usual, repository } = apiAddress("github", url.href);
  const address = isOwn ? own : usual;
  return address && repository ? { url: address, repository } : undefined;
}
