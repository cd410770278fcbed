import { Argument } from "@commander-js/extra-typings";
import { createCommand, examples, runReading } from "./options.ts";

export const configCommand = () =>
  createCommand("config")
    .summary("check chatops.yaml, or print its JSON schema")
    .description("Checks chatops.yaml and prints it with every default, or prints the JSON schema that describes it.")
    .addArgument(new Argument("[what]", "what to do").choices(["check", "schema"]).default("check"))
    .addHelpText("after", examples("chatops config", "chatops config --json", "chatops config schema > schema.json"))
    .action((what, _options, command) =>
      runReading(command, async (session) => {
        const { checkConfig, describeConfig } = await import("../workflows/config.ts");
        return what === "schema" ? describeConfig() : checkConfig(session);
      }),
    );
