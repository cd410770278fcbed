import { z } from "zod";
import { dnsLabel, longestName } from "../dns-name.ts";
import { durationOf, durationPattern, millisecondsOf } from "../duration.ts";

export const path = z
  .string()
  .min(1)
  .refine((value) => !value.startsWith("/") && !value.split("/").includes(".."), {
    error: "must be a path inside the project",
  });

export const dnsName = z
  .string()
  .max(longestName)
  .regex(dnsLabel, { error: "must be lower-case letters, digits and dashes, starting with a letter" });

/** Read as milliseconds. */
export const duration = z.codec(
  z.string().regex(durationPattern, { error: "must be a duration such as 10m or 1m30s" }),
  z.number(),
  { decode: millisecondsOf, encode: durationOf },
);

export const compose = z.strictObject({
  file: path.default("compose.yaml").describe("Compose file of the project"),
});
