import { z } from "zod";
import { comment, deployment, deploymentStatus, hook, type hookConfig, pages, pull, status } from "./github-shapes.ts";
import { type StrictApi, strictApi } from "./strict-api.ts";

interface GitHubState {
  rulesets: {
    id: number;
    name: string;
    target: "branch" | "tag";
    enforcement: "active" | "evaluate" | "disabled";
    conditions: { ref_name: { include: string[]; exclude: string[] } };
    rules: { type: string }[];
    current_user_can_bypass?: "always" | "pull_requests_only" | "never" | "exempt" | undefined;
  }[];
  /** Who has written all comments. */
  author: string;
  statuses: (z.infer<typeof status> & { sha: string })[];
  deployments: {
    id: number;
    sha: string;
    environment: string;
    task: string;
    statuses: z.infer<typeof deploymentStatus>[];
  }[];
  comments: string[];
  hooks: { id: number; config: z.infer<typeof hookConfig>; events: string[] }[];
}

/**
 * GitHub's API of 2022-11-28 as far as docs.github.com/rest documents it: commit statuses, deployments, pull requests of a
 * commit, comments, webhooks and rulesets. Every commit came by the pull request 7.
 */
export async function gitHubApi(token: string): Promise<StrictApi & { state: GitHubState }> {
  const state: GitHubState = {
    ...{ author: "writer", statuses: [], deployments: [], comments: [], hooks: [] },
    rulesets: [],
  };
  let number = 100;
  const next = () => (number += 1);
  const required = {
    authorization: `Bearer ${token}`,
    accept: "application/vnd.github+json",
    "x-github-api-version": "2022-11-28",
    "user-agent": "chatops",
  };
  const api = await strictApi(
    [
      { method: "GET", path: /^\/repos\/team\/shop$/, answer: () => ({ status: 200, document: { id: 1 } }) },
      {
        method: "POST",
        path: /^\/repos\/team\/shop\/statuses\/([0-9a-f]{40})$/,
        body: status,
        answer({ parts: [sha = ""], body }) {
          state.statuses.push({ ...body, sha });
          return { status: 201, document: { id: next(), ...body } };
        },
      },
      {
        method: "GET",
        path: /^\/repos\/team\/shop\/deployments$/,
        query: z.strictObject({ sha: z.string(), environment: z.string(), task: z.string(), per_page: z.string() }),
        answer({ query }) {
          const found = state.deployments.filter(
            (each) => each.sha === query.sha && each.environment === query.environment && each.task === query.task,
          );
          return { status: 200, document: found.toReversed().slice(0, Number(query.per_page)) };
        },
      },
      {
        method: "POST",
        path: /^\/repos\/team\/shop\/deployments$/,
        body: deployment,
        answer({ body }) {
          const made = { id: next(), sha: body.ref, environment: body.environment, task: body.task, statuses: [] };
          state.deployments.push(made);
          return { status: 201, document: made };
        },
      },
      {
        method: "GET",
        path: /^\/repos\/team\/shop\/deployments\/(\d+)\/statuses$/,
        query: pages,
        answer: ({ parts: [id] }) => ({
          status: 200,
          document: state.deployments.find((each) => String(each.id) === id)?.statuses.toReversed(),
        }),
      },
      {
        method: "POST",
        path: /^\/repos\/team\/shop\/deployments\/(\d+)\/statuses$/,
        body: deploymentStatus,
        answer({ parts: [id], body }) {
          state.deployments.find((each) => String(each.id) === id)?.statuses.push(body);
          return { status: 201, document: { id: next(), ...body } };
        },
      },
      {
        method: "GET",
        path: /^\/repos\/team\/shop\/commits\/[0-9a-f]{40}\/pulls$/,
        answer: () => ({
          status: 200,
          document: [
            { number: 6, state: "open", merged_at: null, base: { ref: "main" } },
            { number: 7, state: "closed", merged_at: "2026-03-01T12:00:00Z", base: { ref: "main" } },
            { number: 8, state: "closed", merged_at: "2026-03-01T12:00:00Z", base: { ref: "other" } },
          ],
        }),
      },
      {
        method: "GET",
        path: /^\/repos\/team\/shop\/issues\/7\/comments$/,
        query: pages,
        answer: () => ({ status: 200, document: state.comments.map((body, id) => comment(id, body, state.author)) }),
      },
      {
        method: "PATCH",
        path: /^\/repos\/team\/shop\/issues\/comments\/(\d+)$/,
        body: z.strictObject({ body: z.string() }),
        answer({ parts: [id], body }) {
          if (state.comments[Number(id)] === undefined) return { status: 404, document: { message: "Not Found" } };
          state.comments[Number(id)] = body.body;
          return { status: 200, document: comment(Number(id), body.body, state.author) };
        },
      },
      {
        method: "GET",
        path: /^\/repos\/team\/shop\/rulesets$/,
        query: pages.extend({ includes_parents: z.enum(["true", "false"]), targets: z.string() }),
        answer: ({ query: { targets = "" } }) => ({
          status: 200,
          document: state.rulesets
            .filter(({ target }) => targets.split(",").includes(target))
            .map(({ conditions: _, rules: __, current_user_can_bypass: ___, ...ruleset }) => ruleset),
        }),
      },
      {
        method: "GET",
        path: /^\/repos\/team\/shop\/rulesets\/(\d+)$/,
        answer({ parts: [id] }) {
          const found = state.rulesets.find((each) => String(each.id) === id);
          return found ? { status: 200, document: found } : { status: 404, document: { message: "Not Found" } };
        },
      },
      {
        method: "GET",
        path: /^\/repos\/team\/shop\/pulls$/,
        query: pages.extend({ state: z.enum(["open", "closed", "all"]) }),
        answer: () => ({ status: 200, document: [pull(7, "team/shop"), pull(9, "someone/shop"), pull(10, undefined)] }),
      },
      {
        method: "GET",
        path: /^\/repos\/team\/shop\/pulls\/(\d+)$/,
        answer: ({ parts: [number] }) => ({
          status: 200,
          document: { ...pull(Number(number), "team/shop"), state: number === "7" ? "open" : "closed" },
        }),
      },
      {
        method: "GET",
        path: /^\/repos\/team\/shop\/collaborators\/(\w+)\/permission$/,
        answer: ({ parts: [login = ""] }) =>
          login === "nobody"
            ? { status: 404, document: { message: "nobody is not a user" } }
            : { status: 200, document: { permission: login === "writer" ? "write" : "read", role_name: "triage" } },
      },
      {
        method: "POST",
        path: /^\/repos\/team\/shop\/issues\/7\/comments$/,
        body: z.strictObject({ body: z.string() }),
        answer({ body }) {
          state.comments.push(body.body);
          return { status: 201, document: comment(state.comments.length - 1, body.body, state.author) };
        },
      },
      {
        method: "GET",
        path: /^\/repos\/team\/shop\/hooks$/,
        query: pages,
        answer: () => ({
          status: 200,
          document: state.hooks.map((each) => ({ ...each, config: { ...each.config, secret: "********" } })),
        }),
      },
      {
        method: "POST",
        path: /^\/repos\/team\/shop\/hooks$/,
        body: z.strictObject({ name: z.literal("web"), ...hook }),
        answer({ body }) {
          if (state.hooks.some(({ config }) => config.url === body.config.url))
            return { status: 422, document: { message: "Hook already exists on this repository" } };
          const made = { id: next(), config: body.config, events: body.events };
          state.hooks.push(made);
          return { status: 201, document: made };
        },
      },
      {
        method: "PATCH",
        path: /^\/repos\/team\/shop\/hooks\/(\d+)$/,
        body: z.strictObject(hook),
        answer({ parts: [id], body }) {
          const found = state.hooks.find((each) => String(each.id) === id);
          Object.assign(found ?? {}, { config: body.config, events: body.events });
          return found ? { status: 200, document: found } : { status: 404, document: { message: "Not Found" } };
        },
      },
    ],
    required,
  );
  return { ...api, state };
}
