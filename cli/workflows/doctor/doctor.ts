import { Failure, messageOf, preconditionError } from "../../../lib/errors.ts";
import { readProject } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import type { ClusterChoice } from "../../environments/kubernetes/connection.ts";
import { environmentsOf, openEnvironment } from "../../environments/open.ts";
import { accessOf } from "../../releases/access.ts";
import type { Check, CheckupResult } from "../../results/checkup.ts";
import { head } from "../../results/result.ts";
import { type Examined, findChecks } from "./checks.ts";

/** Looks at everything that the way from a commit to what runs needs, and says how to fix what is missing. */
export async function doctor(session: Session, choice: ClusterChoice): Promise<CheckupResult> {
  const { config, directory } = await readProject(session.cwd, session.configFile);
  const places = findChecks({ config, directory }, accessOf(session));
  const environments = environmentsOf(config).map((name): Examined => {
    const environment = openEnvironment(session, config, name, choice);
    return {
      part: `environment ${name}`,
      look: async () => {
        const { place, state, version, note } = await environment.status();
        const found = `${place}: ${[version, state, note].filter(Boolean).join(", ")}`;
        if (!isTroubled(state)) return found;
        throw preconditionError(found, { hint: `Run \`chatops status --env ${name}\` to see what is wrong.` });
      },
    };
  });
  const checks = await session.steps.look("Look at everything that is needed", () =>
    Promise.all([...places, ...environments].map(examine)),
  );
  return { ...head("Checkup"), checks };
}

const isTroubled = (state: string): boolean => state === "degraded" || state === "unknown";

async function examine({ part, look }: Examined): Promise<Check> {
  try {
    const note = await look();
    return note === undefined ? { part, state: "not needed", note: "" } : { part, state: "well", note };
  } catch (error) {
    const { details = [], hint } = error instanceof Failure ? error : {};
    return { part, state: "failed", note: [messageOf(error), ...details.slice(0, 3)].join("; "), fix: hint };
  }
}
