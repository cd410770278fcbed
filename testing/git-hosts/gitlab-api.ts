import { z } from "zod";
import { type StrictApi, strictApi } from "./strict-api.ts";

const pages = z.strictObject({ per_page: z.string(), page: z.string().optional() });

const status = z.strictObject({
  state: z.enum(["pending", "running", "success", "failed", "canceled", "skipped"]),
  ref: z.string().optional(),
  name: z.string().optional(),
  context: z.string().optional(),
  target_url: z.url().max(255).optional(),
  description: z.string().max(255).optional(),
  coverage: z.number().optional(),
  pipeline_id: z.int().optional(),
});

const deploymentState = z.enum(["running", "success", "failed", "canceled"]);
const deployment = z.strictObject({
  environment: z.string(),
  sha: z.string().length(40),
  ref: z.string(),
  tag: z.boolean(),
  status: deploymentState,
});

const hook = z.strictObject({
  url: z.url(),
  name: z.string().optional(),
  token: z.string().optional(),
  push_events: z.boolean().optional(),
  push_events_branch_filter: z.string().optional(),
  branch_filter_strategy: z.enum(["wildcard", "regex", "all_branches"]).optional(),
  tag_push_events: z.boolean().optional(),
  enable_ssl_verification: z.boolean().optional(),
});

const note = (id: number, body: string) => ({
  id,
  body,
  author: { id: 1, username: "writer" },
  system: false,
  created_at: "2026-11-29T10:00:00.000Z",
  updated_at: "2026-11-29T11:00:00.000Z",
});

/** `from` is null of a fork that was deleted. */
const mergeRequest = (iid: number, from: number | null) => ({
  iid,
  state: "opened",
  sha: "b".repeat(40),
  source_project_id: from,
  target_project_id: 15,
  target_branch: "main",
});

interface GitLabState {
  statuses: { sha: string; name: string; status: string; description: string }[];
  deployments: { id: number; environment: string; sha: string; ref: string; status: string }[];
  notes: string[];
  hooks: ({ id: number } & z.infer<typeof hook>)[];
}

const unfinished = ["pending", "running"];

/**
 * GitLab's API v4 as far as docs.gitlab.com/api documents it: commit statuses, deployments, merge requests of a commit, notes
 * and webhooks. A status that is posted again in the state that it is in already is refused, as GitLab does it. Every commit
 * came by the merge request 7.
 */
export async function gitLabApi(token: string): Promise<StrictApi & { state: GitLabState }> {
  const state: GitLabState = { statuses: [], deployments: [], notes: [], hooks: [] };
  let number = 100;
  const next = () => (number += 1);
  const api = await strictApi(
    [
      { method: "GET", path: /^\/projects\/team%2Fshop$/, answer: () => ({ status: 200, document: { id: 1 } }) },
      {
        method: "POST",
        path: /^\/projects\/team%2Fshop\/statuses\/([0-9a-f]{40})$/,
        body: status,
        answer({ parts: [sha = ""], body }) {
          const told = { sha, name: body.name, status: body.state, description: body.description };
          const open = state.statuses.find(
            (each) => each.sha === sha && each.name === body.name && unfinished.includes(each.status),
          );
          if (open?.status === body.state) {
            const message = `Cannot transition status via :run from :${open?.status} (Reason(s): Status cannot transition via "run")`;
            return { status: 400, document: { message } };
          }
          if (open) Object.assign(open, told);
          else state.statuses.push(told);
          return { status: 201, document: told };
        },
      },
      {
        method: "GET",
        path: /^\/projects\/team%2Fshop\/repository\/commits\/([0-9a-f]{40})\/statuses$/,
        query: z.strictObject({ name: z.string() }),
        answer: ({ parts: [sha], query }) => ({
          status: 200,
          document: state.statuses.filter((each) => each.sha === sha && each.name === query.name),
        }),
      },
      {
        method: "GET",
        path: /^\/projects\/team%2Fshop\/deployments$/,
        query: z.strictObject({
          environment: z.string(),
          status: z.enum(["created", "running", "success", "failed", "canceled", "blocked"]),
          order_by: z.enum(["id", "iid", "created_at", "updated_at", "finished_at", "ref"]),
          sort: z.enum(["asc", "desc"]),
          per_page: z.string(),
        }),
        answer: ({ query }) => ({
          status: 200,
          document: state.deployments.filter(
            (each) => each.environment === query.environment && each.status === query.status,
          ),
        }),
      },
      {
        method: "POST",
        path: /^\/projects\/team%2Fshop\/deployments$/,
        body: deployment,
        answer({ body }) {
          const made = { id: next(), environment: body.environment, sha: body.sha, ref: body.ref, status: body.status };
          state.deployments.push(made);
          return { status: 201, document: made };
        },
      },
      {
        method: "PUT",
        path: /^\/projects\/team%2Fshop\/deployments\/(\d+)$/,
        body: z.strictObject({ status: deploymentState }),
        answer({ parts: [id], body }) {
          const found = state.deployments.find((each) => String(each.id) === id);
          Object.assign(found ?? {}, body);
          return { status: 200, document: found };
        },
      },
      {
        method: "GET",
        path: /^\/projects\/team%2Fshop\/repository\/commits\/[0-9a-f]{40}\/merge_requests$/,
        answer: () => ({
          status: 200,
          document: [
            { iid: 6, state: "opened", target_branch: "main" },
            { iid: 7, state: "merged", target_branch: "main" },
            { iid: 8, state: "merged", target_branch: "other" },
          ],
        }),
      },
      {
        method: "GET",
        path: /^\/projects\/team%2Fshop\/merge_requests\/7\/notes$/,
        query: pages.extend({ sort: z.literal("asc").optional(), order_by: z.literal("created_at").optional() }),
        answer: () => ({
          status: 200,
          document: [{ ...note(99, "added 1 commit"), system: true }, ...state.notes.map((body, id) => note(id, body))],
        }),
      },
      {
        method: "PUT",
        path: /^\/projects\/team%2Fshop\/merge_requests\/7\/notes\/(\d+)$/,
        body: z.strictObject({ body: z.string() }),
        answer({ parts: [id], body }) {
          if (state.notes[Number(id)] === undefined) return { status: 404, document: { message: "404 Not Found" } };
          state.notes[Number(id)] = body.body;
          return { status: 200, document: note(Number(id), body.body) };
        },
      },
      {
        method: "GET",
        path: /^\/projects\/team%2Fshop\/merge_requests$/,
        query: pages.extend({ state: z.enum(["opened", "closed", "merged", "all"]) }),
        answer: () => ({
          status: 200,
          document: [
            mergeRequest(7, 15),
            mergeRequest(9, 16),
            mergeRequest(10, null),
            { ...mergeRequest(11, 15), sha: null },
          ],
        }),
      },
      {
        method: "GET",
        path: /^\/projects\/team%2Fshop\/merge_requests\/(\d+)$/,
        answer: ({ parts: [iid] }) => ({
          status: 200,
          document: { ...mergeRequest(Number(iid), 15), state: iid === "7" ? "opened" : "merged" },
        }),
      },
      {
        method: "GET",
        path: /^\/projects\/team%2Fshop\/members\/all\/(\d+)$/,
        answer: ({ parts: [id] }) =>
          id === "3"
            ? { status: 404, document: { message: "404 Not found" } }
            : { status: 200, document: { id: Number(id), access_level: id === "1" ? 30 : 20, state: "active" } },
      },
      {
        method: "POST",
        path: /^\/projects\/team%2Fshop\/merge_requests\/7\/notes$/,
        body: z.strictObject({ body: z.string() }),
        answer({ body }) {
          state.notes.push(body.body);
          return { status: 201, document: note(state.notes.length - 1, body.body) };
        },
      },
      {
        method: "GET",
        path: /^\/projects\/team%2Fshop\/hooks$/,
        query: pages,
        // The token is never told.
        answer: () => ({ status: 200, document: state.hooks.map(({ token: _, ...shown }) => shown) }),
      },
      {
        method: "POST",
        path: /^\/projects\/team%2Fshop\/hooks$/,
        body: hook,
        answer({ body }) {
          const made = { id: next(), ...body };
          state.hooks.push(made);
          return { status: 201, document: made };
        },
      },
      {
        method: "PUT",
        path: /^\/projects\/team%2Fshop\/hooks\/(\d+)$/,
        body: hook,
        answer({ parts: [id], body }) {
          const found = state.hooks.find((each) => String(each.id) === id);
          Object.assign(found ?? {}, body);
          return { status: 200, document: found };
        },
      },
    ],
    { "private-token": token },
  );
  return { ...api, state };
}
