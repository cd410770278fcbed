import { createHash } from "node:crypto";
import { z } from "zod";
import { basicAuthorization } from "../../../lib/secrets.ts";
import type { CommitState } from "../../domain/git-hosts/report.ts";
import { type ApiOptions, openApi } from "./api.ts";
import type { GitHost, Hook } from "./host.ts";

const states: Readonly<Record<CommitState, string>> = {
  "under way": "INPROGRESS",
  done: "SUCCESSFUL",
  failed: "FAILED",
  replaced: "STOPPED",
};

const numbered = z.object({ id: z.int() });
const pullRequest = z.object({ state: z.string(), destination: z.object({ branch: z.object({ name: z.string() }) }) });
const webhook = z.object({ uuid: z.string(), url: z.string() });

const longestKey = 40;
/** As long as Bitbucket takes one. */
const keyOf = (context: string): string =>
  context.length > longestKey ? createHash("sha1").update(context).digest("hex") : context;

interface BitbucketOptions extends Omit<ApiOptions, "headers" | "pages"> {
  token: string;
  /** Whose token it is; without one that of the repository. */
  user: string | undefined;
}

const pullEvents = [
  ...["pullrequest:created", "pullrequest:updated", "pullrequest:fulfilled", "pullrequest:rejected"],
  "pullrequest:comment_created",
];

export const bitbucketHeaders = (token: string, user: string | undefined) => ({
  authorization: user ? basicAuthorization({ username: user, password: token }) : `Bearer ${token}`,
  accept: "application/json",
});

/** Bitbucket Cloud. Its deployments are those of its own pipelines alone. */
export function bitbucket({ token, user, ...options }: BitbucketOptions): GitHost {
  const headers = bitbucketHeaders(token, user);
  const { read, find, list, send } = openApi({ ...options, headers, pages: "pagelen=50" });
  const repository = `/repositories/${options.repository}`;
  const hookAt = async (url: string): Promise<string | undefined> => {
    for await (const hook of list(`${repository}/hooks`, webhook)) if (hook.url === url) return hook.uuid;
    return undefined;
  };
  return {
    verify: async () => void (await read(repository, z.object({ uuid: z.string() }))),
    async tellCommit({ commit, branch, context, state, text, link }) {
      // It takes none that leads nowhere.
      const url = link ?? `https://bitbucket.org/${options.repository}/commits/${commit}`;
      const facts = { key: keyOf(context), name: context, refname: branch, description: text, url };
      const body = { ...facts, state: states[state] };
      await send("POST", `${repository}/commit/${commit}/statuses/build`, { body });
    },
    async pullRequestsOf(commit, branch) {
      // 404 also where its app for links of pull requests is not installed.
      const found = await find(`${repository}/commit/${commit}/pullrequests`, z.object({ values: z.array(numbered) }));
      const into: number[] = [];
      for (const { id } of found?.values ?? []) {
        const { state, destination } = await read(`${repository}/pullrequests/${id}`, pullRequest);
        if (state === "MERGED" && destination.branch.name === branch) into.push(id);
      }
      return into;
    },
    async *commentsOn(id) {
      const item = z.object({ content: z.object({ raw: z.string().nullish() }) });
      for await (const { content } of list(`${repository}/pullrequests/${id}/comments`, item)) yield content.raw ?? "";
    },
    async comment(id, text) {
      const path = `${repository}/pullrequests/${id}/comments`;
      await send("POST", path, { body: { content: { raw: text } }, countsTwice: true });
    },
    async register({ url, secret, tellsPulls }: Hook) {
      const uuid = await hookAt(url);
      const events = ["repo:push", ...(tellsPulls ? pullEvents : [])];
      const body = { description: "chatops serve", url, secret, active: true, events };
      if (uuid !== undefined) await send("PUT", `${repository}/hooks/${encodeURIComponent(uuid)}`, { body });
      else await send("POST", `${repository}/hooks`, { body, countsTwice: true });
      return { wasThere: uuid !== undefined };
    },
  };
}
