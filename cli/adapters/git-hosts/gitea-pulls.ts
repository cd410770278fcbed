import { z } from "zod";
import { type ApiOptions, openApi } from "./api.ts";
import { giteaHeaders } from "./gitea.ts";
import { asComment, comment, likeGitHub } from "./like-github.ts";
import type { Pulls } from "./pulls.ts";

const side = z.object({ ref: z.string(), sha: z.string(), repo_id: z.int() });
const told = z
  .object({ number: z.int(), state: z.string(), head: side, base: side })
  .transform(({ number, state, head, base }) => ({
    isOpen: state === "open",
    pull: {
      number,
      head: head.sha,
      ref: `refs/pull/${number}/head`,
      base: base.ref,
      isFork: head.repo_id !== base.repo_id,
    },
  }));

/** Pull requests of Gitea and Forgejo. */
export function giteaPulls({ token, ...options }: Omit<ApiOptions, "headers" | "pages"> & { token: string }): Pulls {
  const api = openApi({ ...options, headers: giteaHeaders(token), pages: "limit=50" });
  const { read } = api;
  const repository = `/repos/${options.repository}`;
  return {
    async *comments(number) {
      // It gives all of them at once.
      yield* (await read(`${repository}/issues/${number}/comments`, z.array(comment))).map(asComment);
    },
    ...likeGitHub(api, repository, told),
  };
}
