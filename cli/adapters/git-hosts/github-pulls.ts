import { z } from "zod";
import { type ApiOptions, openApi } from "./api.ts";
import { gitHubHeaders } from "./github.ts";
import { notOurs, type OpenPull, type OwnComment, type Pulls } from "./pulls.ts";

const pull = z.object({
  number: z.int(),
  state: z.string(),
  head: z.object({ sha: z.string(), repo: z.object({ full_name: z.string() }).nullish() }),
  base: z.object({ ref: z.string(), repo: z.object({ full_name: z.string() }) }),
});
const comment = z.object({
  id: z.int(),
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullish(),
  created_at: z.string(),
  updated_at: z.string(),
});
const permission = z.object({ permission: z.string() });

/** `maintain` is told as `write`. */
const writing = ["admin", "write"];

const asPull = ({ number, head, base }: z.output<typeof pull>): OpenPull => ({
  number,
  head: head.sha,
  ref: `refs/pull/${number}/head`,
  base: base.ref,
  // Of a fork that was deleted there is no name.
  isFork: head.repo?.full_name !== base.repo.full_name,
});

const asOwn = (text: string): OwnComment => {
  const { id, updated_at: at } = comment.parse(JSON.parse(text));
  return { id, at };
};

/** Pull requests of GitHub, and of GitHub Enterprise Server. */
export function gitHubPulls({ token, ...options }: Omit<ApiOptions, "headers" | "pages"> & { token: string }): Pulls {
  const { find, list, send } = openApi({ ...options, headers: gitHubHeaders(token), pages: "per_page=50" });
  const repository = `/repos/${options.repository}`;
  return {
    async *open() {
      for await (const each of list(`${repository}/pulls?state=open`, pull)) yield asPull(each);
    },
    async find(number) {
      const found = await find(`${repository}/pulls/${number}`, pull);
      return found?.state === "open" ? asPull(found) : undefined;
    },
    async *comments(number) {
      for await (const { id, body, user, created_at: at } of list(`${repository}/issues/${number}/comments`, comment))
        yield { id, author: user?.login ?? "", name: user?.login ?? "somebody", text: body ?? "", at };
    },
    async mayWrite(author) {
      if (author === "") return false;
      const path = `${repository}/collaborators/${encodeURIComponent(author)}/permission`;
      return writing.includes((await find(path, permission))?.permission ?? "");
    },
    async add(number, text) {
      const path = `${repository}/issues/${number}/comments`;
      return asOwn((await send("POST", path, { body: { body: text }, countsTwice: true })).text);
    },
    async change(_, id, text) {
      const path = `${repository}/issues/comments/${id}`;
      const reply = await send("PATCH", path, { body: { body: text }, allowed: notOurs });
      return reply.ok ? asOwn(reply.text) : undefined;
    },
  };
}
