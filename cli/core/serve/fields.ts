import { z } from "zod";
import { durationOf, durationPattern, millisecondsOf } from "../duration.ts";

/** Read as milliseconds. */
export const duration = z.codec(
  z
    .string()
    .regex(durationPattern, { error: "must be a duration such as 10m or 1m30s" })
    .refine((text) => millisecondsOf(text) > 0, { error: "must be longer than nothing" }),
  z.number(),
  { decode: millisecondsOf, encode: durationOf },
);

export const address = z.string().regex(/^(?:\[[0-9A-Fa-f:.]{2,45}\]|[^\s:[\]]{1,255}):\d{1,5}$/, {
  error: "must be an address and a port, such as 127.0.0.1:8086",
});

export const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: "must be the name of a variable" });

/** A secret never stands in the file: it is in a variable of serve, or in a file of its own. */
export const secret = z
  .strictObject({
    env: variableName.optional().describe("Variable of `chatops serve` that holds it"),
    file: z
      .string()
      .refine((path) => path.startsWith("/"), { error: "must be an absolute path" })
      .optional()
      .describe("File that holds it; a line end behind it does not count"),
  })
  .refine((value) => (value.env === undefined) !== (value.file === undefined), {
    error: "needs exactly one of `env` and `file`",
  });
