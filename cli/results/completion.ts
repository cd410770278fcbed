import { z } from "zod";
import { inOwnWords, resultOf } from "./result.ts";

export const completionResult = resultOf("Completion", {
  shell: z.enum(["bash", "zsh", "fish"]),
  script: inOwnWords(z.string().describe("The script that teaches this shell to complete commands and options")),
});

export const wordsResult = resultOf("Words", { words: z.array(z.string()) }).describe(
  "What a completion script offers; for the scripts alone",
);

export type WordsResult = z.infer<typeof wordsResult>;
