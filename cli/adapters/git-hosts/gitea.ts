import { z } from "zod";
import type { CommitState } from "../../domain/git-hosts/report.ts";
import { type ApiOptions, openApi } from "./api.ts";
import type { GitHost, Hook } from "./host.ts";

const states: Readonly<Record<CommitState, string>> = {
  "under way": "pending",
  done: "success",
  failed: "failure",
  replaced: "warning",
};

const pullRequest = z.object({ number: z.int(), base: z.object({ ref: z.string() }) });
const webhook = z.object({ id: z.int(), config: z.record(z.string(), z.string()) });

/** By the first two it tells of their commits and of their being opened and closed, by the last one of comments. */
const pullEvents = ["pull_request", "pull_request_sync", "pull_request_comment"];

export const giteaHeaders = (token: string) => ({ authorization: `token ${token}`, accept: "application/json" });

/** Gitea, and Forgejo that came of it. They know no deployments. */
export function gitea({ token, ...options }: Omit<ApiOptions, "headers" | "pages"> & { token: string }): GitHost {
  const { read, find, list, send } = openApi({ ...options, headers: giteaHeaders(token), pages: "limit=50" });
  const repository = `/repos/${options.repository}`;
  const hooksAt = async (url: string): Promise<number[]> => {
    const found: number[] = [];
    for await (const { id, config } of list(`${repository}/hooks`, webhook)) if (config.url === url) found.push(id);
    return found;
  };
  return {
    verify: async () => void (await read(repository, z.object({ id: z.int() }))),
    async tellCommit({ commit, context, state, text, link }) {
      const body = { state: states[state], context, description: text, ...(link && { target_url: link }) };
      await send("POST", `${repository}/statuses/${commit}`, { body });
    },
    async pullRequestsOf(commit, branch) {
      const found = await find(`${repository}/commits/${commit}/pull`, pullRequest);
      return found?.base.ref === branch ? [found.number] : [];
    },
    async *commentsOn(pullRequestNumber) {
      const item = z.object({ body: z.string() });
      for await (const { body } of list(`${repository}/issues/${pullRequestNumber}/comments`, item)) yield body;
    },
    async comment(pullRequestNumber, text) {
      const path = `${repository}/issues/${pullRequestNumber}/comments`;
      await send("POST", path, { body: { body: text }, countsTwice: true });
    },
    async register({ url, secret, tellsPulls }: Hook) {
      const before = await hooksAt(url);
      const config = { url, content_type: "json", secret };
      const body = { type: "gitea", config, events: ["push", ...(tellsPulls ? pullEvents : [])], active: true };
      await send("POST", `${repository}/hooks`, { body, countsTwice: true });
      // Its secret cannot be changed, so the old one makes room for the new one.
      for (const id of before) await send("DELETE", `${repository}/hooks/${id}`, { allowed: [404] });
      return { wasThere: before.length > 0 };
    },
  };
}
