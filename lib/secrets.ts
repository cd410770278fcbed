import { withoutControls } from "./controls.ts";

export interface Credentials {
  username: string;
  password: string;
}

const secretNames = /(pass(word|wd)?|secret|token|credential|private_?key|api_?key|access_?key|auth|_psw)$/i;
/** Begins at the colon: a scheme in front would have to be looked for from each letter of a long word. */
const userInfo = /:\/\/([^\s/?#"']+)@/g;
const endsWithWeb = /https?$/i;
/** Room for the user and password of a URL. */
const longestUserInfo = 1024;
const shortestSecret = 4;
/** Words that are a setting, whatever the variable's name says. */
const noSecret = /^(true|false|null|none)$/i;
const mask = "[hidden]";

/** Words that the program says itself: without them its answers say nothing any more. */
let ownWords: ReadonlySet<string> = new Set();

/** A password that is one of these words is masked only where it stands as the value of something secret. */
export function keepReadable(words: ReadonlySet<string>): void {
  ownWords = words;
}

const hidden = new Set<string>();
/** Secrets that are words of our own. */
const hiddenWords = new Set<string>();
/** `REDIS_PASSWORD=`, `"password": "`, `Authorization: Bearer `, and what follows. */
const secretValue =
  /((?:pass(?:word|wd)?|secret|token|credentials?|key|auth|psw)["']?\s{0,2}[=:]\s{0,2}["']?|\bbearer |\bbasic )(\w+)/gi;
/** The longest first: one that begins like another must leave no rest. */
let byLength: readonly string[] = [];

/** Masks `secret`, also URL-encoded, in base64 and as it stands in JSON, in everything that is printed from now on. */
export function hide(secret: string | undefined): void {
  if (!secret || noSecret.test(secret)) return;
  // A key of several lines is printed line by line.
  for (const part of [secret, ...secret.split("\n")].map((text) => text.trim())) {
    if (part.length < shortestSecret) continue;
    const base64 = Buffer.from(part).toString("base64");
    hidden.add(base64);
    if (ownWords.has(part)) hiddenWords.add(part);
    else for (const form of [part, encodeURIComponent(part), JSON.stringify(part).slice(1, -1)]) hidden.add(form);
  }
  if (hidden.size > byLength.length) byLength = [...hidden].sort((a, b) => b.length - a.length);
}

/** How many characters around a cut have to be looked at, so that no part of something secret is left. */
export const longestSecret = (): number => Math.max(longestUserInfo, byLength[0]?.length ?? 0);

/** The value of an `Authorization` header for user and password; it is masked like the password itself. */
export function basicAuthorization({ username, password }: Credentials): string {
  const encoded = Buffer.from(`${username}:${password}`).toString("base64");
  hide(encoded);
  return `Basic ${encoded}`;
}

/** Masks the values of all environment variables whose name says that they are secret. */
export function hideSecretsOf(env: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(env)) if (secretNames.test(name)) hide(value);
}

/** Takes every known secret, and the user and password of any URL, out of a text. */
export function redact(text: string): string {
  let redacted = text.replace(userInfo, (found, user: string, index: number) =>
    isSecretUser(user, text.slice(Math.max(0, index - "https".length), index)) ? `://${mask}@` : found,
  );
  if (hiddenWords.size > 0)
    redacted = redacted.replace(secretValue, (found, before: string, value: string) =>
      hiddenWords.has(value) ? before + mask : found,
    );
  for (const secret of byLength) redacted = redacted.replaceAll(secret, mask);
  return redacted;
}

/** What stands alone before the @ is a user in `ssh://git@host`, but a token in `https://token@host`. */
const isSecretUser = (user: string, scheme: string) => user.includes(":") || endsWithWeb.test(scheme);

const isWordOf = (name: string, value: unknown) =>
  secretNames.test(name) && typeof value === "string" && hiddenWords.has(value);

/** A text, or the texts of a document, fit to be shown: no secret, nothing that a terminal would obey. */
export function clean<T>(value: T, prepare: (text: string) => string = (text) => text): T {
  const cleaned = (part: unknown): unknown => {
    if (typeof part === "string") return redact(withoutControls(prepare(part)));
    if (Array.isArray(part)) return part.map(cleaned);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(
      Object.entries(part).map(([key, item]) => [key, isWordOf(key, item) ? mask : cleaned(item)]),
    );
  };
  return cleaned(value) as T;
}
