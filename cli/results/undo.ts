import { z } from "zod";
import { importedFile } from "./import.ts";
import { resultOf } from "./result.ts";

export const undoResult = resultOf("Undo", {
  folder: z.string().describe("Folder of the project from where it was run; empty if it is that one"),
  dryRun: z.boolean().describe("Whether nothing was changed"),
  files: z.array(importedFile).describe("`create` and `update`: as it was before; `keep`: somebody changed it since"),
});

/** What `import --undo` answers. */
export type UndoResult = z.infer<typeof undoResult>;
