import { request } from "../../core/http.ts";
import type { GitAccess } from "./git.ts";
import { type Heads, headsIn, readHeads, refOf } from "./heads.ts";

/** Remotes that are asked by Git until then, as they do not answer otherwise; in milliseconds. */
const askedByGit = new Map<string, number>();
const againAfterMs = 3_600_000;
const patienceMs = 10_000;

/**
 * As `readHeads`, for whoever asks again and again: over http by a request of our own, as Git makes it, in place of three
 * programs. Where that does not work for whatever reason, Git is asked, and says why if it does not work either.
 */
export async function lookAtHeads(
  directory: string,
  url: string,
  branches: readonly string[],
  access: GitAccess,
): Promise<Heads> {
  const mayAsk = /^https?:/i.test(url) && Date.now() > (askedByGit.get(url) ?? 0);
  const heads = mayAsk ? await headsByHttp(url, branches, access).catch(() => undefined) : undefined;
  if (heads) return heads;
  const answered = await readHeads(directory, url, branches, access);
  if (mayAsk) askedByGit.set(url, Date.now() + againAfterMs);
  return answered;
}

const type = "application/x-git-upload-pack";

/** Asks for references by version 2 of Git's protocol, in one request; undefined if that is not answered as it should. */
async function headsByHttp(
  url: string,
  branches: readonly string[],
  { env = {}, signal }: GitAccess,
): Promise<Heads | undefined> {
  const { CHATOPS_GIT_USER: user, CHATOPS_GIT_PASSWORD: password } = env;
  const login = user !== undefined && password !== undefined && Buffer.from(`${user}:${password}`).toString("base64");
  const server = { name: "the remote", hint: "", env, signal, timeoutMs: patienceMs };
  const { status, headers, body } = await request(server, `${url.replace(/\/$/, "")}/git-upload-pack`, {
    method: "POST",
    headers: {
      "content-type": `${type}-request`,
      accept: `${type}-result`,
      "git-protocol": "version=2",
      ...(login && { authorization: `Basic ${login}` }),
    },
    body: questionFor(branches),
    // Git knows which of them it may follow, and with which password.
    redirect: "error",
  });
  if (status !== 200 || headers.get("content-type") !== `${type}-result`) return undefined;
  const lines = linesIn(Buffer.from(body));
  const isListed = lines?.every((line) => /^[0-9a-f]{40,64} refs\//.test(line));
  return lines && isListed
    ? headsIn(
        lines.map((line) => line.split(" ", 2) as [string, string]),
        branches,
      )
    : undefined;
}

const delimiter = "0001";
const flush = "0000";

/** Each line begins with how many bytes it has. */
const line = (text: string): string => `${(Buffer.byteLength(text) + 4).toString(16).padStart(4, "0")}${text}`;

const questionFor = (branches: readonly string[]): string =>
  [
    line("command=ls-refs\n"),
    delimiter,
    ...branches.map((branch) => line(`ref-prefix ${refOf(branch)}\n`)),
    flush,
  ].join("");

/** The lines of an answer, each of which says how long it is; undefined if it is cut off, or something else. */
function linesIn(answer: Buffer): string[] | undefined {
  const lines: string[] = [];
  for (let at = 0; at < answer.length; ) {
    const head = answer.toString("latin1", at, at + 4);
    if (head === flush) return lines;
    const length = /^[0-9a-f]{4}$/.test(head) ? Number.parseInt(head, 16) : 0;
    if (length <= 4 || at + length > answer.length) return undefined;
    lines.push(answer.toString("utf8", at + 4, at + length).replace(/\n$/, ""));
    at += length;
  }
  return undefined;
}
