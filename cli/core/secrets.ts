import { stripVTControlCharacters } from "node:util";

export interface Credentials {
  username: string;
  password: string;
}

const secretNames = /(pass(word|wd)?|secret|token|credential|private_?key|api_?key|access_?key|auth|_psw)$/i;
const userInfo = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]+@/gi;
const shortestSecret = 4;
const mask = "[hidden]";

const hidden = new Set<string>();

/** Masks `secret`, also URL-encoded, in base64 and as it stands in JSON, in everything that is printed from now on. */
export function hide(secret: string | undefined): void {
  if (!secret || secret.length < shortestSecret) return;
  const base64 = Buffer.from(secret).toString("base64");
  for (const form of [secret, encodeURIComponent(secret), base64, JSON.stringify(secret).slice(1, -1)])
    hidden.add(form);
}

/** Masks the values of all environment variables whose name says that they are secret. */
export function hideSecretsOf(env: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(env)) if (secretNames.test(name)) hide(value);
}

/** Takes every known secret, and the password of any URL, out of a text. */
export function redact(text: string): string {
  let redacted = text.replace(userInfo, `$1${mask}@`);
  for (const secret of [...hidden].sort((a, b) => b.length - a.length)) redacted = redacted.replaceAll(secret, mask);
  return redacted;
}

/** Removes terminal control sequences and control characters from text that others wrote (logs, commit messages). */
export function withoutControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  return stripVTControlCharacters(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "");
}
