import { z } from "zod";
import { inOwnWords, resultOf } from "./result.ts";

export const completionResult = resultOf("Completion", {
  shell: z.enum(["bash", "zsh", "fish"]),
  script: inOwnWords(z.string().describe("The script that teaches this shell to complete commands and options")),
});
