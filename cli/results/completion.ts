import { z } from "zod";
import { resultOf } from "./result.ts";

export const completionResult = resultOf("Completion", {
  shell: z.enum(["bash", "zsh", "fish"]),
  script: z.string().describe("The script that teaches this shell to complete commands and options"),
});

export type CompletionResult = z.infer<typeof completionResult>;
