const secretNames = /(pass(word|wd)?|secret|token|credential|private_?key|api_?key|access_?key|auth|_psw)$/i;
/** Whether a variable of this name holds something secret. */
export const isSecretName = (name: string): boolean => secretNames.test(name);

/** Begins at the colon: a scheme in front would have to be looked for from each letter of a long word. */
const userInfo = /:\/\/([^\s/?#"']+)@/g;
/** A password with a `/`, `?` or `#` that nobody has encoded; digits before one are a port. */
const brokenUserInfo = /:\/\/[^\s/?#"':@]{1,256}:(?!\d{1,5}[/?#])[^\s"'@/?#]{0,256}[/?#][^\s"'@]{0,256}@/g;
const endsWithWeb = /https?$/i;
/** Room for the user and password of a URL. */
const longestUserInfo = 1024;
const shortestSecret = 4;
/** Words that are a setting, whatever the variable's name says. */
const noSecret = /^(true|false|null|none)$/i;
const hidden = "[hidden]";

/** The secrets that somebody knows, and texts without them. */
export class Mask {
  readonly #secrets = new Set<string>();
  readonly #public = new Set<string>();
  /** The longest first: one that begins like another must leave no rest. */
  #byLength: readonly string[] = [];

  /** Knows the values of all environment variables whose name says that they are secret. */
  constructor(env: NodeJS.ProcessEnv = {}) {
    this.hideSecretsOf(env);
  }

  /** Masks `secret` from now on, also URL-encoded, in base64 and as it stands in JSON. */
  hide(secret: string | undefined): void {
    if (!secret || noSecret.test(secret)) return;
    // A key of several lines is printed line by line.
    for (const part of [secret, ...secret.split("\n")].map((text) => text.trim())) {
      if (part.length < shortestSecret || this.#public.has(part)) continue;
      for (const form of formsOf(part)) this.#secrets.add(form);
    }
    if (this.#secrets.size !== this.#byLength.length) this.#order();
  }

  /** Leaves names alone that everybody reads in the project, also where a password is the same. */
  spare(names: readonly string[]): void {
    for (const name of names) {
      this.#public.add(name);
      for (const form of formsOf(name)) this.#secrets.delete(form);
    }
    this.#order();
  }

  #order(): void {
    this.#byLength = [...this.#secrets].sort((a, b) => b.length - a.length);
  }

  hideSecretsOf(env: NodeJS.ProcessEnv): void {
    for (const [name, value] of Object.entries(env)) if (isSecretName(name)) this.hide(value);
  }

  /** How many characters around a cut have to be looked at, so that no part of something secret is left. */
  get longestSecret(): number {
    return Math.max(longestUserInfo, this.#byLength[0]?.length ?? 0);
  }

  /** Takes every known secret, and the user and password of any URL, out of a text. */
  redact(text: string): string {
    const whole = text.replace(brokenUserInfo, `://${hidden}@`);
    let redacted = whole.replace(userInfo, (found, user: string, index: number) =>
      isSecretUser(user, whole.slice(Math.max(0, index - "https".length), index)) ? `://${hidden}@` : found,
    );
    for (const secret of this.#byLength) redacted = redacted.replaceAll(secret, hidden);
    return redacted;
  }
}

const formsOf = (part: string): string[] => [
  part,
  encodeURIComponent(part),
  Buffer.from(part).toString("base64"),
  JSON.stringify(part).slice(1, -1),
];

/** What stands alone before the @ is a user in `ssh://git@host`, but a token in `https://token@host`. */
const isSecretUser = (user: string, scheme: string) => user.includes(":") || endsWithWeb.test(scheme);
