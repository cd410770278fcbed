import { composeSays, saidByCompose } from "./compose-errors.ts";
import { portRules } from "./published-ports.ts";
import type { Rule } from "./verdict.ts";

const absent: Rule = {
  code: "network.absent",
  reason: "network",
  certainWhen: composeSays,
  find: saidByCompose(
    /network (\S{1,128}) declared as external, but could not be found/,
    ([, name]) => `the network ${name} is external to the Compose file, and is not there`,
    "Make it with `docker network create <name>`, or start what brings it along.",
  ),
};

const nameTaken: Rule = {
  code: "start.name-taken",
  reason: "start",
  certainWhen: composeSays,
  find: saidByCompose(
    /container name "\/?([^"\s]{1,128})" is already in use/,
    ([, name]) => `another container is called ${name}`,
    "Remove that container if nobody needs it, or take `container_name` out of the Compose file.",
  ),
};

/** What the engine refuses in words that leave no doubt. */
export const composeRules: Rule[] = [...portRules, absent, nameTaken];
