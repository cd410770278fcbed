import { z } from "zod";
import { type ApiOptions, openApi } from "./api.ts";
import { gitLabHeaders } from "./gitlab.ts";
import { notOurs, type OpenPull, type OwnComment, type Pulls } from "./pulls.ts";

const mergeRequest = z.object({
  iid: z.int(),
  state: z.string(),
  /** Absent as long as GitLab has not seen its commits. */
  sha: z.string().nullish(),
  source_project_id: z.int().nullish(),
  target_project_id: z.int(),
  target_branch: z.string(),
});
const note = z.object({
  id: z.int(),
  body: z.string(),
  author: z.object({ id: z.int(), username: z.string() }),
  created_at: z.string(),
  updated_at: z.string(),
  system: z.boolean().optional(),
});
const member = z.object({ access_level: z.int(), state: z.string().optional() });

/** Of whoever may push. */
const developer = 30;

function asPull({ iid, sha, ...of }: z.output<typeof mergeRequest>): OpenPull | undefined {
  if (!sha) return undefined;
  const isFork = of.source_project_id !== of.target_project_id;
  return { number: iid, head: sha, ref: `refs/merge-requests/${iid}/head`, base: of.target_branch, isFork };
}

const asOwn = (text: string): OwnComment => {
  const { id, updated_at: at } = note.parse(JSON.parse(text));
  return { id, at };
};

/** Merge requests of GitLab. */
export function gitLabPulls({ token, ...options }: Omit<ApiOptions, "headers" | "pages"> & { token: string }): Pulls {
  const { find, list, send } = openApi({ ...options, headers: gitLabHeaders(token), pages: "per_page=50" });
  const project = `/projects/${encodeURIComponent(options.repository)}`;
  return {
    async *open() {
      for await (const each of list(`${project}/merge_requests?state=opened`, mergeRequest)) {
        const open = asPull(each);
        if (open) yield open;
      }
    },
    async find(number) {
      const found = await find(`${project}/merge_requests/${number}`, mergeRequest);
      return found?.state === "opened" ? asPull(found) : undefined;
    },
    async *comments(number) {
      const path = `${project}/merge_requests/${number}/notes?sort=asc&order_by=created_at`;
      for await (const { id, body, author, created_at: at, system } of list(path, note))
        if (!system) yield { id, author: String(author.id), name: author.username, text: body, at };
    },
    async mayWrite(author) {
      const found = await find(`${project}/members/all/${encodeURIComponent(author)}`, member);
      return found !== undefined && found.access_level >= developer && (found.state ?? "active") === "active";
    },
    async add(number, text) {
      const path = `${project}/merge_requests/${number}/notes`;
      return asOwn((await send("POST", path, { body: { body: text }, countsTwice: true })).text);
    },
    async change(number, id, text) {
      const path = `${project}/merge_requests/${number}/notes/${id}`;
      const reply = await send("PUT", path, { body: { body: text }, allowed: notOurs });
      return reply.ok ? asOwn(reply.text) : undefined;
    },
  };
}
