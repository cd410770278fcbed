import { z } from "zod";
import { parseFile } from "./parse-file.ts";
import { type Config, configSchema } from "./schema.ts";

const rules = { schema: configSchema, hint: "`chatops config schema` describes every key; nothing was changed." };

/** Checks the text of a chatops.yaml; throws one Failure that lists every complaint with path and line. */
export const parseConfig = (text: string, file: string): Config => parseFile(rules, text, file);

/** The settings as a person writes them, those included that have their default. */
export const asWritten = (config: Config) => z.encode(configSchema, config);
