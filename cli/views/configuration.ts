import { stringify } from "yaml";
import type { ConfigurationResult, SchemaResult } from "../results/configuration.ts";

/** The configuration as YAML that is itself valid. */
export const configurationLines = ({ file, configuration }: ConfigurationResult): string[] => [
  `# ${file} is valid; with defaults:`,
  ...stringify(configuration, { lineWidth: 0 }).trimEnd().split("\n"),
];

export const schemaLines = ({ schema }: SchemaResult): string[] => [JSON.stringify(schema, null, 2)];
