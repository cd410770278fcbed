import { Option } from "@commander-js/extra-typings";
import type { Work } from "../terminal/run.ts";
import { createCommand, examples, runLong } from "./options.ts";

export const serveCommand = () =>
  createCommand("serve")
    .summary("release and promote whatever is pushed, until it is stopped")
    .description(
      "Takes webhooks of Git hosts, and brings the newest commit of each repository in serve.yaml to where it runs. Remotes are also asked without a webhook.",
    )
    .addOption(new Option("--check", "only ask every remote, and read every secret").conflicts(["retry", "install"]))
    .addOption(new Option("--install", "only register the webhooks, by the APIs of their hosts").conflicts("retry"))
    .addOption(
      new Option("--runner <kind>", "what a run is, in place of `runner` in serve.yaml").choices([
        "process",
        "kubernetes",
      ]),
    )
    .addOption(new Option("--run <file>", "only make the one run that a Job was made for").hideHelp())
    .addOption(new Option("--retry <repository>", "have the serve that runs try a failed commit again"))
    .addHelpText(
      "after",
      examples(
        "chatops serve --config serve.yaml",
        "chatops serve --config serve.yaml --check",
        "chatops serve --config serve.yaml --runner kubernetes",
        "chatops serve --config serve.yaml --install",
        "chatops serve --config serve.yaml --retry shop",
      ),
    )
    .action(({ check = false, install = false, retry, run, runner }, command) => {
      const isBrief = check || install || retry !== undefined || run !== undefined;
      const work: Work = async (session) => {
        const { serve } = await import("../workflows/serve/serve.ts");
        return serve(session, { check, install, retry, run, runner });
      };
      return runLong(command, work, isBrief ? "task" : "service");
    });
