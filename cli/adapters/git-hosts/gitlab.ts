import { z } from "zod";
import type { CommitState, DeploymentReport } from "../../domain/git-hosts/report.ts";
import { type ApiOptions, openApi } from "./api.ts";
import type { GitHost, Hook } from "./host.ts";

const states: Readonly<Record<CommitState, string>> = {
  "under way": "running",
  done: "success",
  failed: "failed",
  replaced: "canceled",
};

const mergeRequest = z.object({ iid: z.int(), state: z.string(), target_branch: z.string() });
const deployment = z.object({ id: z.int(), sha: z.string() });
const webhook = z.object({ id: z.int(), url: z.string() });

export const gitLabHeaders = (token: string) => ({ "private-token": token });

/** GitLab calls a move to the state that is there already a fault. */
const alreadySo = 400;

export function gitlab({ token, ...options }: Omit<ApiOptions, "headers" | "pages"> & { token: string }): GitHost {
  const { read, list, send } = openApi({ ...options, headers: gitLabHeaders(token), pages: "per_page=50" });
  const project = `/projects/${encodeURIComponent(options.repository)}`;
  const deployments = `${project}/deployments`;
  const stateOf = async (commit: string, name: string): Promise<string | undefined> => {
    const query = new URLSearchParams({ name });
    const item = z.object({ status: z.string() });
    return (await read(`${project}/repository/commits/${commit}/statuses?${query}`, z.array(item))).at(-1)?.status;
  };
  const running = async ({ commit, environment }: DeploymentReport): Promise<number | undefined> => {
    const query = new URLSearchParams({ environment, status: "running", order_by: "id", sort: "desc", per_page: "20" });
    const found = await read(`${deployments}?${query}`, z.array(deployment));
    return found.find(({ sha }) => sha === commit)?.id;
  };
  const hookAt = async (url: string): Promise<number | undefined> => {
    for await (const hook of list(`${project}/hooks`, webhook)) if (hook.url === url) return hook.id;
    return undefined;
  };
  return {
    verify: async () => void (await read(project, z.object({ id: z.int() }))),
    async tellCommit({ commit, branch, context, state, text, link }) {
      const wanted = states[state];
      const body = { state: wanted, ref: branch, name: context, description: text, ...(link && { target_url: link }) };
      const reply = await send("POST", `${project}/statuses/${commit}`, { body, allowed: [alreadySo] });
      if (reply.status !== alreadySo || (await stateOf(commit, context)) === wanted) return;
      await send("POST", `${project}/statuses/${commit}`, { body });
    },
    async tellDeployment(report) {
      const { commit, branch, environment, state } = report;
      const id = await running(report);
      const status = states[state];
      if (id === undefined) {
        const body = { environment, sha: commit, ref: branch, tag: false, status };
        await send("POST", deployments, { body, countsTwice: true });
      } else if (state !== "under way") {
        await send("PUT", `${deployments}/${id}`, { body: { status } });
      }
    },
    async pullRequestsOf(commit, branch) {
      const found = await read(`${project}/repository/commits/${commit}/merge_requests`, z.array(mergeRequest));
      return found.filter((each) => each.state === "merged" && each.target_branch === branch).map(({ iid }) => iid);
    },
    async *commentsOn(iid) {
      const item = z.object({ body: z.string() });
      for await (const { body } of list(`${project}/merge_requests/${iid}/notes`, item)) yield body;
    },
    async comment(iid, text) {
      await send("POST", `${project}/merge_requests/${iid}/notes`, { body: { body: text }, countsTwice: true });
    },
    async register({ url, secret, tellsPulls }: Hook) {
      const id = await hookAt(url);
      const pulls = tellsPulls && { merge_requests_events: true, note_events: true };
      const body = { url, token: secret, push_events: true, ...pulls, enable_ssl_verification: true };
      if (id !== undefined) await send("PUT", `${project}/hooks/${id}`, { body });
      else await send("POST", `${project}/hooks`, { body, countsTwice: true });
      return { wasThere: id !== undefined };
    },
  };
}
