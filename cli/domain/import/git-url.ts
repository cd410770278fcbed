import { withoutTrailing } from "../../core/text.ts";

const scheme = /^(https?|ssh|git|file):\/\//i;
const scpLike = /^(?:[\w.-]+@)?[\w.-]+:(?!\/\/|\\)[^\s]+$/;

/** Tells a Git URL from a path; `C:\\project` is a path. */
export const isGitUrl = (text: string): boolean => scheme.test(text) || (scpLike.test(text) && !/^[a-z]:/i.test(text));

/** The folder that `git clone` would choose: the last part, without `.git`. */
export function folderOfUrl(url: string): string | undefined {
  const [path = ""] = url.split(/[?#]/, 1);
  const last = withoutTrailing(path, "/").split(/[/:]/).at(-1) ?? "";
  return withoutGit(last) || last || undefined;
}

const withoutGit = (path: string) => path.replace(/\.git$/, "");

/** The user and password of a URL, which must never be printed. */
export function credentialsIn(url: string): string[] {
  const userInfo = /^https?:\/\/([^/@]+)@/i.exec(url)?.[1];
  return userInfo ? userInfo.split(":").flatMap((part) => [part, decoded(part)]) : [];
}

/** Whether a password stands in the URL with a character that ends it, such as `/`: Git looks for a host before that. */
export const hasBrokenPassword = (url: string): boolean =>
  /^https?:\/\/[^\s/?#@:]+:(?!\d{1,5}[/?#])[^\s/?#@]*[/?#][^\s@]*@/i.test(url);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The same repository, however its URL is written: credentials, `.git` and the last slash are no difference. */
export const isSameRepository = (a: string, b: string): boolean => plain(a) === plain(b);

const plain = (url: string) => withoutGit(withoutTrailing(url.replace(/^(https?:\/\/)[^/@]*@/i, "$1"), "/"));
