import { asWritten } from "../core/config/parse.ts";
import { readProject } from "../core/config/read.ts";
import type { Session } from "../core/session.ts";
import type { ConfigurationResult, SchemaResult } from "../results/configuration.ts";
import { head } from "../results/result.ts";

/** Checks chatops.yaml, and answers with all its keys, those included that have their default. */
export async function checkConfig({
  cwd,
  configFile,
}: Pick<Session, "cwd" | "configFile">): Promise<ConfigurationResult> {
  const { config } = await readProject(cwd, configFile);
  return { ...head("Configuration"), file: configFile, configuration: asWritten(config) };
}

/** Answers with the JSON schema of chatops.yaml. */
export async function describeConfig(): Promise<SchemaResult> {
  const { configJsonSchema } = await import("../core/config/json-schema.ts");
  return { ...head("Schema"), schema: configJsonSchema() };
}
