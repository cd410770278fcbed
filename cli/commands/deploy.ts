import { InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { readKind } from "../domain/deployment/questions.ts";
import { createCommand, examples, runLong, withRollout } from "./options.ts";

function readPlace(word: string) {
  const kind = readKind(word);
  if (kind) return kind;
  throw new InvalidArgumentError("Allowed choices are kubernetes, compose.");
}

export const deployCommand = () =>
  withRollout(
    createCommand("deploy")
      .summary("run a version on Docker Compose or Kubernetes; asks what is missing")
      .description(
        "Runs a version on Docker Compose or Kubernetes. Asks where and which version; each question has an option.",
      )
      .addOption(new Option("--to <place>", "where to deploy").choices(["kubernetes", "compose"]).argParser(readPlace))
      .option("-e, --env <name>", "environment of chatops.yaml")
      .option("--version <version>", "version to deploy, or `dev` for the working tree; without it the newest release"),
  )
    .addHelpText(
      "after",
      examples(
        "chatops deploy",
        "chatops deploy --to compose --version 1.4.0",
        "chatops deploy --to compose --version dev",
        "chatops deploy --to kubernetes --env staging",
      ),
    )
    .action((options, command) =>
      runLong(command, async (session) => {
        const { deploy } = await import("../workflows/deploy/deploy.ts");
        const {
          to,
          env: environment,
          version,
          context,
          kubeconfig,
          timeout: timeoutMs,
          rollback,
          adopt = false,
        } = options;
        return deploy(session, {
          to,
          environment,
          version,
          context,
          kubeconfig,
          timeoutMs,
          rollback,
          adopt,
          reapply: false,
        });
      }),
    );
