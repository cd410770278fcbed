import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { usageError } from "../../../../lib/errors.ts";
import { maskSecret } from "../../../../lib/secrets.ts";
import { readState, writeState } from "../../../adapters/state.ts";
import type { PageSettings, Role, TokenPlace } from "../../../core/serve/page-schema.ts";
import { readSecret } from "../../../core/serve/secrets.ts";
import { fingerprintOf } from "../../../domain/serve/page/session.ts";

/** Who wants something, and what they may do. */
export interface Somebody {
  name: string;
  roles: readonly Role[];
}

/** Somebody who may log in with a token. */
export interface Person extends Somebody {
  /** SHA-256 of the token. */
  fingerprint: string;
}

export type People = ReadonlyMap<string, Person>;

/** Whoever may do something may look too. */
export const mayDo = ({ roles: own }: Pick<Somebody, "roles">, wanted: readonly Role[]): boolean =>
  wanted.includes("look") ? own.length > 0 : own.some((role) => wanted.includes(role));

/** What is shorter could be guessed. */
const shortestToken = 20;

/** The people of serve.yaml. Throws if a token is missing, too short, or that of two people. */
export function openPeople({ people }: PageSettings, env: NodeJS.ProcessEnv): People {
  const opened = Object.entries(people).map(([name, { token, roles }]): Person => {
    return { name, roles, fingerprint: readFingerprint(token, `page.people.${name}.token`, env) };
  });
  const shared = opened.find((one) => opened.some((other) => other !== one && other.fingerprint === one.fingerprint));
  if (shared) {
    throw usageError(`page.people.${shared.name}.token: somebody else has the same`, {
      hint: "Give each person a token of their own, or nobody knows who did what.",
    });
  }
  return new Map(opened.map((person) => [person.name, person]));
}

function readFingerprint({ sha256, ...place }: TokenPlace, what: string, env: NodeJS.ProcessEnv): string {
  if (sha256 !== undefined) return sha256;
  const token = readSecret(place, what, env);
  maskSecret(token);
  if (token.length >= shortestToken) return fingerprintOf(token);
  throw usageError(`${what}: it is shorter than ${shortestToken} characters`, {
    hint: "Make one by chance, as `openssl rand -hex 32` does.",
  });
}

const keyBytes = 32;

/** What cookies are signed with: the same after a restart, so that nobody has to log in again. */
export async function openKey(folder: string): Promise<Buffer> {
  const file = join(folder, "page.key");
  const kept = await readState(file);
  if (kept?.length === keyBytes) return Buffer.from(kept);
  const key = randomBytes(keyBytes);
  await writeState(file, key);
  return key;
}
