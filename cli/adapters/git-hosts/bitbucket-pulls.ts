import { z } from "zod";
import { type ApiOptions, openApi } from "./api.ts";
import { bitbucketHeaders } from "./bitbucket.ts";
import { notOurs, type OpenPull, type OwnComment, type Pulls } from "./pulls.ts";

const side = z.object({
  branch: z.object({ name: z.string() }),
  commit: z.object({ hash: z.string() }).nullish(),
  repository: z.object({ full_name: z.string() }).nullish(),
});
const pull = z.object({ id: z.int(), state: z.string(), source: side, destination: side });
const comment = z.object({
  id: z.int(),
  content: z.object({ raw: z.string().nullish() }),
  user: z.object({ account_id: z.string().nullish(), nickname: z.string().nullish() }).nullish(),
  created_on: z.string(),
  updated_on: z.string(),
});
const commit = z.object({ hash: z.string() });

const asOwn = (text: string): OwnComment => {
  const { id, updated_on: at } = comment.parse(JSON.parse(text));
  return { id, at };
};

interface BitbucketOptions extends Omit<ApiOptions, "headers" | "pages"> {
  token: string;
  user: string | undefined;
}

/** Pull requests of Bitbucket Cloud. It keeps commits of a fork in the fork alone. */
export function bitbucketPulls({ token, user, ...options }: BitbucketOptions): Pulls {
  const headers = bitbucketHeaders(token, user);
  const { find, list, send } = openApi({ ...options, headers, pages: "pagelen=50" });
  const repository = `/repositories/${options.repository}`;
  /** It tells the first twelve digits of a commit, and which one that is does not change. */
  const known = new Map<string, string>();
  const fullHash = async (short: string): Promise<string | undefined> => {
    const hash = known.get(short) ?? (await find(`${repository}/commit/${short}`, commit))?.hash;
    if (hash !== undefined) known.set(short, hash);
    return hash;
  };
  const asPull = async ({ id, source, destination }: z.output<typeof pull>): Promise<OpenPull | undefined> => {
    const isFork = source.repository?.full_name !== destination.repository?.full_name;
    const short = source.commit?.hash;
    const head = short === undefined || isFork ? short : await fullHash(short);
    if (head === undefined) return undefined;
    const ref = isFork ? undefined : `refs/heads/${source.branch.name}`;
    return { number: id, head, ref, base: destination.branch.name, isFork };
  };
  return {
    async *open() {
      for await (const each of list(`${repository}/pullrequests?state=OPEN`, pull)) {
        const open = await asPull(each);
        if (open) yield open;
      }
    },
    async find(number) {
      const found = await find(`${repository}/pullrequests/${number}`, pull);
      return found?.state === "OPEN" ? asPull(found) : undefined;
    },
    async *comments(number) {
      for await (const each of list(`${repository}/pullrequests/${number}/comments`, comment)) {
        const { id, content, user: author, created_on: at } = each;
        yield {
          id,
          author: author?.account_id ?? "",
          name: author?.nickname ?? "somebody",
          text: content.raw ?? "",
          at,
        };
      }
    },
    // Only forks are asked for it.
    mayWrite: async () => false,
    async add(number, text) {
      const path = `${repository}/pullrequests/${number}/comments`;
      return asOwn((await send("POST", path, { body: { content: { raw: text } }, countsTwice: true })).text);
    },
    async change(number, id, text) {
      const path = `${repository}/pullrequests/${number}/comments/${id}`;
      const reply = await send("PUT", path, { body: { content: { raw: text } }, allowed: notOurs });
      return reply.ok ? asOwn(reply.text) : undefined;
    },
  };
}
