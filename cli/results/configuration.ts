import { z } from "zod";
import { inOwnWords, resultOf } from "./result.ts";

const document = z.record(z.string(), z.unknown());

export const configurationResult = resultOf("Configuration", {
  file: z.string().describe("Path of chatops.yaml, as it was given"),
  configuration: document.describe("Every key, those included that have their default"),
});

export const schemaResult = resultOf("Schema", {
  schema: inOwnWords(document.describe("The JSON schema of chatops.yaml")),
});

export type ConfigurationResult = z.infer<typeof configurationResult>;
export type SchemaResult = z.infer<typeof schemaResult>;
