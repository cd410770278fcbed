import { AsyncLocalStorage } from "node:async_hooks";
import { withoutControls } from "./controls.ts";
import { Mask } from "./mask.ts";

export interface Credentials {
  username: string;
  password: string;
}

const masks = new AsyncLocalStorage<Mask>();
/** Of all that runs under no mask of its own. */
const common = new Mask();
const current = (): Mask => masks.getStore() ?? common;

/** Runs a task, and all that it starts, under a mask of its own: what is hidden there is hidden there alone. */
export const withMask = <T>(mask: Mask, task: () => T): T => masks.run(mask, task);

/** Masks `secret` in everything that is told from now on. */
export const maskSecret = (secret: string | undefined): void => current().hide(secret);

/** Masks the values of all variables whose name says that they are secret. */
export const maskSecretsOf = (env: NodeJS.ProcessEnv): void => current().hideSecretsOf(env);

/** Leaves names alone that everybody reads in the project, also where a password is the same. */
export const spareNames = (names: readonly string[]): void => current().spare(names);

/** How many characters around a cut have to be looked at, so that no part of something secret is left. */
export const longestSecret = (): number => current().longestSecret;

/** Takes every known secret, and the user and password of any URL, out of a text. */
export const redact = (text: string): string => current().redact(text);

/** The value of an `Authorization` header for user and password; it is masked like the password itself. */
export function basicAuthorization({ username, password }: Credentials): string {
  const encoded = Buffer.from(`${username}:${password}`).toString("base64");
  maskSecret(encoded);
  return `Basic ${encoded}`;
}

/** A text, or the texts of a document, fit to be shown: no secret, nothing that a terminal would obey. */
export function clean<T>(value: T, prepare: (text: string) => string = (text) => text): T {
  const cleaned = (part: unknown): unknown => {
    if (typeof part === "string") return redact(withoutControls(prepare(part)));
    if (Array.isArray(part)) return part.map(cleaned);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, cleaned(item)]));
  };
  return cleaned(value) as T;
}
