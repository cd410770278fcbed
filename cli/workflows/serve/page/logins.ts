import { join } from "node:path";
import { z } from "zod";
import { readState, writeState } from "../../../adapters/state.ts";
import { roles } from "../../../core/serve/page-schema.ts";
import type { Somebody } from "./people.ts";

const kept = z.object({
  /** Of the provider's settings: with others nobody is logged in. */
  fingerprint: z.string(),
  people: z.record(z.string(), z.object({ roles: z.array(z.enum(roles)), until: z.number() })),
});

/** Whom a provider let in: what they may do counts elsewhere as long as their session lasts, too. */
export interface Logins {
  /** Without a role if nobody of that name is logged in. */
  of(name: string): Somebody;
  /** Somebody is let in, with the roles of this moment. */
  note(person: Somebody): Promise<void>;
  /** Somebody has no role any more. */
  forget(name: string): Promise<void>;
}

/** The log-ins of before count on, as the sessions in the browsers do. */
export async function openLogins(folder: string, fingerprint: string, sessionMs: number): Promise<Logins> {
  const file = join(folder, "logins.json");
  const people = new Map(Object.entries(await readLogins(file, fingerprint)));
  const keep = async () => {
    for (const [name, { until }] of people) if (until <= Date.now()) people.delete(name);
    const content = { fingerprint, people: Object.fromEntries(people) };
    await writeState(file, `${JSON.stringify(content)}\n`);
  };
  return {
    of(name) {
      const found = people.get(name);
      return { name, roles: found && found.until > Date.now() ? found.roles : [] };
    },
    note({ name, roles: own }) {
      people.set(name, { roles: [...own], until: Date.now() + sessionMs });
      return keep();
    },
    async forget(name) {
      if (people.delete(name)) await keep();
    },
  };
}

async function readLogins(file: string, fingerprint: string): Promise<z.infer<typeof kept>["people"]> {
  const content = await readState(file);
  try {
    const found = kept.parse(JSON.parse(Buffer.from(content ?? "").toString()));
    return found.fingerprint === fingerprint ? found.people : {};
  } catch {
    // Whoever is not known has to log in again.
    return {};
  }
}
