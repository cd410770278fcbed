import { stripVTControlCharacters } from "node:util";

export interface Credentials {
  username: string;
  password: string;
}

const secretNames = /(pass(word|wd)?|secret|token|credential|private_?key|api_?key|access_?key|auth|_psw)$/i;
const userInfo = /([a-z][a-z0-9+.-]*:\/\/)[^\s/?#"']*:[^\s/?#"']*@/gi;
/** What stands alone before the @ is a user in `ssh://git@host`, but a token in `https://token@host`. */
const webUserInfo = /(https?:\/\/)[^\s/?#"']+@/gi;
const shortestSecret = 4;
/** Words that are a setting, whatever the variable's name says. */
const noSecret = /^(true|false|null|none)$/i;
const mask = "[hidden]";

const hidden = new Set<string>();

/** Masks `secret`, also URL-encoded, in base64 and as it stands in JSON, in everything that is printed from now on. */
export function hide(secret: string | undefined): void {
  if (!secret || noSecret.test(secret)) return;
  // A key of several lines is printed line by line.
  for (const part of [secret, ...secret.split("\n")].map((text) => text.trim())) {
    if (part.length < shortestSecret) continue;
    const base64 = Buffer.from(part).toString("base64");
    for (const form of [part, encodeURIComponent(part), base64, JSON.stringify(part).slice(1, -1)]) hidden.add(form);
  }
}

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
  let redacted = text.replace(userInfo, `$1${mask}@`).replace(webUserInfo, `$1${mask}@`);
  for (const secret of [...hidden].sort((a, b) => b.length - a.length)) redacted = redacted.replaceAll(secret, mask);
  return redacted;
}

/** Removes terminal control sequences and control characters from text that others wrote (logs, commit messages). */
export function withoutControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  return stripVTControlCharacters(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "");
}

/** A text, or the texts of a document, fit to be shown: no secret, nothing that a terminal would obey. */
export function clean<T>(value: T): T;
export function clean(value: unknown): unknown {
  if (typeof value === "string") return redact(withoutControls(value));
  if (Array.isArray(value)) return value.map((item) => clean(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, clean(item)]));
}
