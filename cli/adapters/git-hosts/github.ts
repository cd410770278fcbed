import { z } from "zod";
import type { CommitState } from "../../domain/git-hosts/report.ts";
import { type ApiOptions, openApi } from "./api.ts";
import type { GitHost, Hook } from "./host.ts";

const states: Readonly<Record<CommitState, string>> = {
  "under way": "pending",
  done: "success",
  failed: "failure",
  replaced: "error",
};

const deploymentStates = { "under way": "in_progress", done: "success", failed: "failure" } as const;
const openStates: readonly string[] = ["queued", "pending", "in_progress", "waiting"];

/** Deployments of others into an environment of the same name are left alone. */
const task = "deploy:chatops";

const numbered = z.object({ id: z.int() });
const stated = z.object({ state: z.string() });
const pullRequest = z.object({
  number: z.int(),
  merged_at: z.string().nullish(),
  base: z.object({ ref: z.string() }),
});
const webhook = z.object({ id: z.int(), config: z.object({ url: z.string().optional() }) });

const pullEvents = ["pull_request", "issue_comment"];

export const gitHubHeaders = (token: string) => ({
  accept: "application/vnd.github+json",
  authorization: `Bearer ${token}`,
  "user-agent": "chatops",
  "x-github-api-version": "2022-11-28",
});

/** GitHub, and GitHub Enterprise Server. */
export function github({ token, ...options }: Omit<ApiOptions, "headers" | "pages"> & { token: string }): GitHost {
  const { read, list, send } = openApi({ ...options, headers: gitHubHeaders(token), pages: "per_page=50" });
  const repository = `/repos/${options.repository}`;
  const deployments = `${repository}/deployments`;
  /** Of this commit into this environment, and not at its end yet. */
  const openDeployment = async (commit: string, environment: string): Promise<number | undefined> => {
    const query = new URLSearchParams({ sha: commit, environment, task, per_page: "1" });
    const [newest] = await read(`${deployments}?${query}`, z.array(numbered));
    if (!newest) return undefined;
    const [last] = await read(`${deployments}/${newest.id}/statuses?per_page=1`, z.array(stated));
    return !last || openStates.includes(last.state) ? newest.id : undefined;
  };
  const createDeployment = async (commit: string, environment: string): Promise<number> => {
    const body = { ref: commit, task, environment, auto_merge: false, required_contexts: [] };
    const { text } = await send("POST", deployments, { body, countsTwice: true });
    return numbered.parse(JSON.parse(text)).id;
  };
  const hookAt = async (url: string): Promise<number | undefined> => {
    for await (const { id, config } of list(`${repository}/hooks`, webhook)) if (config.url === url) return id;
    return undefined;
  };
  return {
    verify: async () => void (await read(repository, numbered)),
    async tellCommit({ commit, context, state, text, link }) {
      const body = { state: states[state], context, description: text, ...(link && { target_url: link }) };
      await send("POST", `${repository}/statuses/${commit}`, { body });
    },
    async tellDeployment({ commit, environment, state, text, link }) {
      const id = (await openDeployment(commit, environment)) ?? (await createDeployment(commit, environment));
      const body = { state: deploymentStates[state], description: text, ...(link && { log_url: link }) };
      await send("POST", `${deployments}/${id}/statuses`, { body });
    },
    async pullRequestsOf(commit, branch) {
      const found = await read(`${repository}/commits/${commit}/pulls`, z.array(pullRequest));
      return found.filter(({ merged_at, base }) => merged_at && base.ref === branch).map(({ number }) => number);
    },
    async *commentsOn(pullRequestNumber) {
      const item = z.object({ body: z.string().nullish() });
      for await (const { body } of list(`${repository}/issues/${pullRequestNumber}/comments`, item)) yield body ?? "";
    },
    async comment(pullRequestNumber, text) {
      const path = `${repository}/issues/${pullRequestNumber}/comments`;
      await send("POST", path, { body: { body: text }, countsTwice: true });
    },
    async register({ url, secret, tellsPulls }: Hook) {
      const id = await hookAt(url);
      const config = { url, content_type: "json", secret, insecure_ssl: "0" };
      const body = { config, events: ["push", ...(tellsPulls ? pullEvents : [])], active: true };
      if (id !== undefined) await send("PATCH", `${repository}/hooks/${id}`, { body });
      else await send("POST", `${repository}/hooks`, { body: { name: "web", ...body }, countsTwice: true });
      return { wasThere: id !== undefined };
    },
  };
}
