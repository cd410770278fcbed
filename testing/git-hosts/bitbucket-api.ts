import { z } from "zod";
import { type StrictApi, strictApi } from "./strict-api.ts";

const pages = z.strictObject({ pagelen: z.string(), page: z.string() });

const status = z.strictObject({
  key: z.string().max(40),
  state: z.enum(["SUCCESSFUL", "FAILED", "INPROGRESS", "STOPPED"]),
  url: z.url(),
  name: z.string().optional(),
  description: z.string().optional(),
  refname: z.string().optional(),
});

const hook = z.strictObject({
  description: z.string(),
  url: z.url(),
  active: z.boolean(),
  events: z.array(z.string()).min(1),
  secret: z.string().nullish(),
});

const comment = (id: number, raw: string) => ({
  id,
  content: { raw, html: "" },
  user: { account_id: "557058:1", nickname: "writer" },
  created_on: "2026-11-29T10:00:00.000000+00:00",
  updated_on: "2026-11-29T11:00:00.000000+00:00",
});

/** `from` is absent of a fork that was deleted. */
const pull = (id: number, from: string | undefined) => ({
  id,
  state: "OPEN",
  source: {
    branch: { name: "change" },
    commit: { hash: "b".repeat(12) },
    repository: from === undefined ? null : { full_name: from },
  },
  destination: { branch: { name: "main" }, repository: { full_name: "team/shop" } },
});

interface BitbucketState {
  statuses: (z.infer<typeof status> & { commit: string })[];
  comments: string[];
  hooks: (z.infer<typeof hook> & { uuid: string })[];
}

/** A list as Bitbucket answers it, two of it on a page. */
function page(values: unknown[], { page: number = "1" }: Record<string, string>) {
  const end = Number(number) * 2;
  const next = end < values.length ? { next: `https://api.bitbucket.org/2.0/next?page=${Number(number) + 1}` } : {};
  return { status: 200, document: { pagelen: 2, values: values.slice(end - 2, end), ...next } };
}

/**
 * Bitbucket Cloud's API 2.0 as far as developer.atlassian.com documents it: build statuses, pull requests of a commit,
 * comments and webhooks. Every commit came by the pull request 7.
 */
export async function bitbucketApi(authorization: string): Promise<StrictApi & { state: BitbucketState }> {
  const state: BitbucketState = { statuses: [], comments: [], hooks: [] };
  const api = await strictApi(
    [
      {
        method: "GET",
        path: /^\/repositories\/team\/shop$/,
        answer: () => ({ status: 200, document: { uuid: "{1}", type: "repository" } }),
      },
      {
        method: "POST",
        path: /^\/repositories\/team\/shop\/commit\/([0-9a-f]{40})\/statuses\/build$/,
        body: status,
        answer({ parts: [commit = ""], body }) {
          const rest = state.statuses.filter((each) => each.commit !== commit || each.key !== body.key);
          state.statuses = [...rest, { ...body, commit }];
          return { status: 201, document: { type: "build", ...body } };
        },
      },
      {
        method: "GET",
        path: /^\/repositories\/team\/shop\/commit\/[0-9a-f]{40}\/pullrequests$/,
        answer: () => ({ status: 200, document: { values: [{ type: "pullrequest", id: 6 }, { id: 7 }, { id: 8 }] } }),
      },
      {
        method: "GET",
        path: /^\/repositories\/team\/shop\/pullrequests\/([678])$/,
        answer: ({ parts: [id] }) => ({
          status: 200,
          document: {
            ...pull(Number(id), "team/shop"),
            state: id === "6" ? "OPEN" : "MERGED",
            destination: { branch: { name: id === "8" ? "other" : "main" }, repository: { full_name: "team/shop" } },
          },
        }),
      },
      {
        method: "GET",
        path: /^\/repositories\/team\/shop\/pullrequests\/7\/comments$/,
        query: pages,
        answer: ({ query }) =>
          page(
            state.comments.map((raw, id) => comment(id, raw)),
            query,
          ),
      },
      {
        method: "PUT",
        path: /^\/repositories\/team\/shop\/pullrequests\/7\/comments\/(\d+)$/,
        body: z.strictObject({ content: z.strictObject({ raw: z.string() }) }),
        answer({ parts: [id], body }) {
          if (state.comments[Number(id)] === undefined) return { status: 404, document: { type: "error" } };
          state.comments[Number(id)] = body.content.raw;
          return { status: 200, document: comment(Number(id), body.content.raw) };
        },
      },
      {
        method: "GET",
        path: /^\/repositories\/team\/shop\/pullrequests$/,
        query: pages.extend({ state: z.enum(["OPEN", "MERGED", "DECLINED", "SUPERSEDED"]) }),
        answer: ({ query }) => page([pull(7, "team/shop"), pull(9, "someone/shop"), pull(10, undefined)], query),
      },
      {
        method: "GET",
        path: /^\/repositories\/team\/shop\/commit\/(b{12})$/,
        answer: () => ({ status: 200, document: { hash: "b".repeat(40), type: "commit" } }),
      },
      {
        method: "POST",
        path: /^\/repositories\/team\/shop\/pullrequests\/7\/comments$/,
        body: z.strictObject({ content: z.strictObject({ raw: z.string() }) }),
        answer({ body }) {
          state.comments.push(body.content.raw);
          return { status: 201, document: comment(state.comments.length - 1, body.content.raw) };
        },
      },
      {
        method: "GET",
        path: /^\/repositories\/team\/shop\/hooks$/,
        query: pages,
        answer: ({ query }) =>
          page(
            state.hooks.map(({ secret: _, ...shown }) => shown),
            query,
          ),
      },
      {
        method: "POST",
        path: /^\/repositories\/team\/shop\/hooks$/,
        body: hook,
        answer({ body }) {
          const made = { uuid: `{${state.hooks.length + 1}}`, ...body };
          state.hooks.push(made);
          return { status: 201, document: made };
        },
      },
      {
        method: "PUT",
        path: /^\/repositories\/team\/shop\/hooks\/(%7B\d+%7D)$/,
        body: hook,
        answer({ parts: [uuid = ""], body }) {
          const found = state.hooks.find((each) => each.uuid === decodeURIComponent(uuid));
          Object.assign(found ?? {}, body);
          return { status: 200, document: found };
        },
      },
    ],
    { authorization },
  );
  return { ...api, state };
}
