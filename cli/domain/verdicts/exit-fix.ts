import type { ContainerState, Rollout } from "../rollout/rollout.ts";
import { errorLine } from "./error-line.ts";

/** What to do about a container that ends. */
export function fixOfExit(bad: ContainerState, { service, cluster }: Rollout): string {
  if (!cluster && isSecretUnreadable(errorLine(bad.log)))
    return "Let the container's user read the file behind the secret, as with chmod 644: Compose mounts it with its owner and mode.";
  if (bad.exitCode !== 0) return "Fix the error above, commit and release again.";
  if (cluster) return "Let its command run on, as a server does; what is to work once belongs into a Job.";
  const once = bad.service === service ? "" : '; if it is to work once, give it `restart: "no"` in the Compose file';
  return `Let its command run on, as a server does${once}.`;
}

const isSecretUnreadable = (said = ""): boolean =>
  said.includes("/run/secrets/") && /permission denied|EACCES/i.test(said);
