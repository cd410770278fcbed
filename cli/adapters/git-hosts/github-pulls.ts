import { z } from "zod";
import { type ApiOptions, openApi } from "./api.ts";
import { gitHubHeaders } from "./github.ts";
import { asComment, comment, likeGitHub } from "./like-github.ts";
import type { Pulls } from "./pulls.ts";

const told = z
  .object({
    number: z.int(),
    state: z.string(),
    head: z.object({ sha: z.string(), repo: z.object({ full_name: z.string() }).nullish() }),
    base: z.object({ ref: z.string(), repo: z.object({ full_name: z.string() }) }),
  })
  .transform(({ number, state, head, base }) => ({
    isOpen: state === "open",
    pull: {
      number,
      head: head.sha,
      ref: `refs/pull/${number}/head`,
      base: base.ref,
      // Of a fork that was deleted there is no name.
      isFork: head.repo?.full_name !== base.repo.full_name,
    },
  }));

/** Pull requests of GitHub, and of GitHub Enterprise Server. */
export function gitHubPulls({ token, ...options }: Omit<ApiOptions, "headers" | "pages"> & { token: string }): Pulls {
  const api = openApi({ ...options, headers: gitHubHeaders(token), pages: "per_page=50" });
  const { list } = api;
  const repository = `/repos/${options.repository}`;
  return {
    async *comments(number) {
      for await (const each of list(`${repository}/issues/${number}/comments`, comment)) yield asComment(each);
    },
    ...likeGitHub(api, repository, told),
  };
}
