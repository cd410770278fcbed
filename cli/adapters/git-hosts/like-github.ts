import { z } from "zod";
import type { openApi } from "./api.ts";
import { notOurs, type OpenPull, type OwnComment, type Pulls } from "./pulls.ts";

/** A comment, as GitHub, Gitea and Forgejo tell of it. */
export const comment = z.object({
  id: z.int(),
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullish(),
  created_at: z.string(),
  updated_at: z.string(),
});
const permission = z.object({ permission: z.string() });

/** GitHub tells `maintain` as `write`; only Gitea has owners. */
const writing = ["owner", "admin", "write"];

const asOwn = (text: string): OwnComment => {
  const { id, updated_at: at } = comment.parse(JSON.parse(text));
  return { id, at };
};

export const asComment = ({ id, body, user, created_at: at }: z.output<typeof comment>) => {
  const name = user?.login;
  return { id, author: name ?? "", name: name ?? "somebody", text: body ?? "", at };
};

/** A pull request as each of these hosts tells of it. */
type ToldPull = z.ZodType<{ pull: OpenPull; isOpen: boolean }>;

/** What these hosts do alike: which pull requests are open, who may write, and comments of ours. */
export const likeGitHub = (
  { find, list, send }: Pick<ReturnType<typeof openApi>, "find" | "list" | "send">,
  repository: string,
  toldPull: ToldPull,
): Omit<Pulls, "comments"> => ({
  async *open() {
    for await (const { pull } of list(`${repository}/pulls?state=open`, toldPull)) yield pull;
  },
  async find(number) {
    const told = await find(`${repository}/pulls/${number}`, toldPull);
    return told?.isOpen ? told.pull : undefined;
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
});
