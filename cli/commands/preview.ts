import { Argument, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { readPullNumber } from "../domain/preview/names.ts";
import { createCommand, examples, runLong, timeoutOption, withClusterChoice } from "./options.ts";

const actions = ["create", "list", "remove", "gc"] as const;

export const previewCommand = () =>
  withClusterChoice(
    createCommand("preview")
      .summary("give a pull request an environment of its own, for a while")
      .description(
        "Brings a commit of a pull request to a namespace or Compose project of its own, lists those that are there, and removes one, or (gc) all whose time is over. `preview` of chatops.yaml says where.",
      )
      .addArgument(new Argument("<action>", "what to do").choices(actions))
      .addArgument(new Argument("[number]", "number of the pull request, for create and remove").argParser(readNumber))
      .addOption(new Option("--commit <commit>", "commit to build, with create; the one that is checked out"))
      .addOption(
        new Option(
          "--open <numbers>",
          "pull requests that are open, with gc: previews of others are removed as well",
        ).argParser(readNumbers),
      )
      .addOption(timeoutOption()),
  )
    .addHelpText(
      "after",
      examples(
        "chatops preview create 7",
        "chatops preview list",
        "chatops preview remove 7 --yes",
        "chatops preview gc --open 7,9",
      ),
    )
    .action((action, number, { commit, open, timeout: timeoutMs, context, kubeconfig }, command) => {
      const choice = { context, kubeconfig };
      const numbered = () =>
        number ?? command.error(`error: \`preview ${action}\` needs the number of the pull request`);
      const requests = {
        create: () => ({ ...choice, action: "create", number: numbered(), commit, timeoutMs }) as const,
        list: () => ({ ...choice, action: "list" }) as const,
        remove: () => ({ ...choice, action: "remove", number: numbered() }) as const,
        gc: () => ({ ...choice, action: "gc", open }) as const,
      };
      const request = requests[action]();
      return runLong(command, async (session) => {
        const { preview } = await import("../workflows/preview/preview.ts");
        return preview(session, request);
      });
    });

function readNumber(text: string): number {
  const number = readPullNumber(text);
  if (number === undefined) throw new InvalidArgumentError("Write it as the host does, such as 7.");
  return number;
}

const readNumbers = (text: string): number[] => text.split(",").filter(Boolean).map(readNumber);
