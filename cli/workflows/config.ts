import { stringify } from "yaml";
import { asWritten } from "../core/config/parse.ts";
import { readProject } from "../core/config/read.ts";
import type { Answer, Session } from "../core/session.ts";

/** Checks chatops.yaml, and answers with all its keys, those included that have their default. */
export async function checkConfig({ cwd, configFile }: Session): Promise<Answer> {
  const { config } = await readProject(cwd, configFile);
  const written = asWritten(config);
  const lines = stringify(written, { lineWidth: 0 }).trimEnd().split("\n");
  return { result: written, text: [`# ${configFile} is valid; with defaults:`, ...lines] };
}

/** Answers with the JSON schema of chatops.yaml. */
export async function describeConfig(): Promise<Answer> {
  const { configJsonSchema } = await import("../core/config/json-schema.ts");
  const schema = configJsonSchema();
  return { result: schema, text: [JSON.stringify(schema, null, 2)] };
}
