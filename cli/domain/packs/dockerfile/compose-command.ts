import type { FinalImage } from "../../dockerfile/final-image.ts";
import { composeCommands } from "../shared/compose-commands.ts";
import { isDevelopmentServer } from "../shared/development-server.ts";
import type { Found, ProjectTree } from "../tree.ts";
import { baseOf } from "./bases.ts";

/** A server for production is told to look for changes. */
const reload = /(?:^|(?<=(?:uvicorn|gunicorn|hypercorn)[^|;&]{0,200}) )--reload\b/g;

const beforeAny =
  /^(?:bundle exec|(?:poetry|uv|pipenv|pdm) run|(?:\S{0,40}\/)?(?:tini|dumb-init)(?: -[\w-]{0,3}){0,3})$/;

/** Whether an image starts nothing, or only what goes before every program: `ENTRYPOINT ["bundle", "exec"]`. */
export const leavesOpen = (command: FinalImage["command"]): boolean => !command || beforeAny.test(command.value);

/** What the Compose file has an image start that starts nothing itself. */
export function composeCommand(
  { command, base }: FinalImage,
  tree: ProjectTree,
): (Found<string> & { words: readonly string[] }) | undefined {
  if (!leavesOpen(command) || baseOf(base.value).port) return undefined;
  const commands = composeCommands(tree)
    .map((told) => ({
      ...told,
      value: told.value.replace(reload, ""),
      words: told.words.map((word) => word.replace(reload, "")).filter(Boolean),
    }))
    .filter(({ value }) => !isDevelopmentServer(value));
  return commands.find(({ isPublished }) => isPublished) ?? (commands.length === 1 ? commands[0] : undefined);
}
