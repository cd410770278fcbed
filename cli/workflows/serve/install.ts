import { messageOf, usageError } from "../../../lib/errors.ts";
import type { ServeConfig } from "../../core/serve/schema.ts";
import type { Session } from "../../core/session.ts";
import type { Check, CheckupResult } from "../../results/checkup.ts";
import { head } from "../../results/result.ts";
import { hostOf } from "./host.ts";
import type { Place } from "./places.ts";

/** Has every Git host whose API is known call serve at each push. */
export async function installHooks(
  session: Pick<Session, "steps">,
  { url }: ServeConfig,
  places: readonly Place[],
): Promise<CheckupResult> {
  if (url === undefined) {
    throw usageError("serve.yaml does not say where Git hosts reach serve", {
      hint: "Set `url`, such as https://hooks.example.com: the server that speaks TLS in front of serve.",
    });
  }
  const checks: Check[] = [];
  for (const place of places) checks.push(await install(session, place, `${url}/hooks/${place.name}`));
  return { ...head("Checkup"), checks };
}

async function install({ steps }: Pick<Session, "steps">, place: Place, url: string): Promise<Check> {
  const { name: part, api, secret } = place;
  const host = hostOf(place, steps.signal);
  if (!api || !host) {
    const note = `serve.yaml has no \`api\` for it: add the webhook ${url} at its host by hand`;
    return { part, state: "not needed", note };
  }
  try {
    const plan = `webhook ${url} of ${api.repository} at ${api.url}`;
    const note = await steps.change(`Register the webhook of ${part}`, { plan, expect: plan }, async () => {
      const { wasThere } = await host.register({ url, secret, tellsPulls: place.settings.previews !== undefined });
      return wasThere ? `calls ${url} at each push, as before; its secret is set anew` : `calls ${url} at each push`;
    });
    return { part, state: "well", note };
  } catch (error) {
    steps.signal.throwIfAborted();
    const fix = "The token in `api` has to be allowed to write webhooks of the repository.";
    return { part, state: "failed", note: messageOf(error), fix };
  }
}
