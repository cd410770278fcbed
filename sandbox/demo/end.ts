import { join } from "node:path";
import { composeProject, containerOf } from "./chat.ts";
import type { Told } from "./story.ts";
import { chatopsProgram } from "./terminal.ts";

const checkout = join(import.meta.dirname, "..", "..");

/**
 * The address, and what to try next: lines that can be pasted into a shell. In an engine that was there before, the
 * sandbox leaves the containers alone.
 */
export function ending({ place, port, address, versions }: Told, hasOwnEngine: boolean): string[] {
  const [first, second] = versions;
  const takeAway = `docker compose --project-name ${composeProject(place.name)} down --volumes`;
  return [
    `Open ${address} in two windows: ${second} runs.`,
    "",
    "Try next, in this shell:",
    `  cd ${checkout} && eval "$(npm run --silent sandbox -- env)"`,
    `  alias chatops=${chatopsProgram}; cd ${place.repository}; export PORT=${port}`,
    `  chatops deploy --to compose --version ${first}      # back to the first one; ${second} again brings it forward`,
    "  chatops release                                  # the revert, released; again: nothing to do",
    `  chatops trace ${containerOf(place.name)} --json`,
    "And when you have seen enough, in the folder of chatops:",
    ...(hasOwnEngine ? [] : [`  ${takeAway}`]),
    "  npm run sandbox -- down                          # ends everything and keeps the data",
    "  npm run sandbox -- remove                        # deletes it too, this demo included",
  ];
}
