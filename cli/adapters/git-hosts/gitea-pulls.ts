import { z } from "zod";
import { type ApiOptions, openApi } from "./api.ts";
import { giteaHeaders } from "./gitea.ts";
import { notOurs, type OpenPull, type OwnComment, type Pulls } from "./pulls.ts";

const side = z.object({ ref: z.string(), sha: z.string(), repo_id: z.int() });
const pull = z.object({ number: z.int(), state: z.string(), head: side, base: side });
const comment = z.object({
  id: z.int(),
  body: z.string(),
  user: z.object({ login: z.string() }).nullish(),
  created_at: z.string(),
  updated_at: z.string(),
});
const permission = z.object({ permission: z.string() });

const writing = ["owner", "admin", "write"];

const asPull = ({ number, head, base }: z.output<typeof pull>): OpenPull => ({
  number,
  head: head.sha,
  ref: `refs/pull/${number}/head`,
  base: base.ref,
  isFork: head.repo_id !== base.repo_id,
});

const asOwn = (text: string): OwnComment => {
  const { id, updated_at: at } = comment.parse(JSON.parse(text));
  return { id, at };
};

/** Pull requests of Gitea and Forgejo. */
export function giteaPulls({ token, ...options }: Omit<ApiOptions, "headers" | "pages"> & { token: string }): Pulls {
  const { read, find, list, send } = openApi({ ...options, headers: giteaHeaders(token), pages: "limit=50" });
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
      // It gives all of them at once.
      for (const { id, body, user, created_at: at } of await read(
        `${repository}/issues/${number}/comments`,
        z.array(comment),
      ))
        yield { id, author: user?.login ?? "", name: user?.login ?? "somebody", text: body, at };
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
