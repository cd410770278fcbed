import { z } from "zod";
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
});

/** What an import answers. */
export type ImportResult = z.infer<typeof importResult>;
/** What an import did with one file. */
export type ImportedFile = z.infer<typeof importedFile>;
