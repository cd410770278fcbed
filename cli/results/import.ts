import { z } from "zod";
import { type ExitReason, exitCodes } from "../core/exit-codes.ts";
import { resultOf } from "./result.ts";

const sureness = z
  .enum(["certain", "likely", "assumed"])
  .describe("`certain`: a file says so; `likely`: read out of the code; `assumed`: nothing said otherwise");

/** What became of one file. */
export const importedFile = z.object({
  path: z.string(),
  action: z.enum(["create", "update", "remove", "conflict", "keep"]),
  reason: z.string().optional(),
});

const file = importedFile.extend({
  diff: z.string().optional().describe("With `--diff`: what changes in it, as a unified diff"),
});

const measured = z.object({
  service: z.string(),
  memory: z.int().describe("MiB that its container held once it was healthy"),
  start: z.int().optional().describe("Seconds from its start until it was healthy; absent if nothing asks"),
});

const proof = z.discriminatedUnion("outcome", [
  z.object({
    outcome: z.literal("healthy"),
    services: z.array(measured).describe("Those of the project and its backing services"),
  }),
  z.object({
    outcome: z.literal("failed"),
    reason: z.enum(Object.keys(exitCodes) as ExitReason[]).describe("Decides the [exit code](#exit-codes)"),
    cause: z.string().describe("As a sentence"),
    lines: z.array(z.string()).describe("Those that show it, the guilty one first"),
    fix: z.string().optional().describe("What to do"),
    evidence: z.string().optional().describe("File with all that was seen, if it was started"),
  }),
]);

export const importResult = resultOf("Import", {
  name: z.string().describe("Of the project"),
  pack: z.string().describe("Kind of project; of several services, that of the first"),
  services: z
    .array(
      z.object({
        name: z.string(),
        folder: z.string().describe("In the project; empty at its top"),
        pack: z.string(),
        context: z.string().describe("Folder that its image is built from"),
        dockerfile: z.string().describe("Relative to the context"),
      }),
    )
    .optional()
    .describe("If there are several"),
  folder: z.string().describe("Folder of the project from where it was run; empty if it is that one"),
  isRepository: z.boolean().describe("Whether the folder lies in a Git repository, which a release needs"),
  dryRun: z.boolean().describe("Whether nothing was written"),
  evidence: z
    .array(
      z.object({
        what: z.string(),
        value: z.string().optional(),
        at: z.string(),
        sure: sureness,
        service: z.string().optional().describe("Whose it is, of several"),
      }),
    )
    .describe("What was found, and where"),
  warnings: z
    .array(z.object({ text: z.string(), hint: z.string().optional() }))
    .describe("What import does not take care of"),
  files: z.array(file).describe("With any `conflict` the exit code is 3"),
  proof: proof.optional().describe("With `--prove`: how it went when it was built and started"),
});

/** What an import answers. */
export type ImportResult = z.infer<typeof importResult>;
export type Proof = z.infer<typeof proof>;
/** What an import did with one file. */
export type ImportedFile = z.infer<typeof importedFile>;
