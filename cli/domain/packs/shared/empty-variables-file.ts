import type { Instruction } from "../../dockerfile/dockerfile.ts";
import type { Evidence, Warning } from "../pack.ts";
import { evidence } from "./evidence.ts";
import type { VariablesFile } from "./variables-file.ts";

/** One without values: what the environment says counts before it. */
export const emptyFile = (file: VariablesFile | undefined): Instruction[] =>
  file ? [{ write: file.keys.map(({ value }) => `${value}=`).join("\n"), to: `./${file.value}` }] : [];

export const fileEvidence = (file: VariablesFile | undefined): Evidence[] =>
  file
    ? [evidence("variables file", { value: `${file.value}, without values in the image`, at: file.at }, "likely")]
    : [];

/** The environment is all that a container is told. */
export const environmentWarnings = (file: VariablesFile | undefined): Warning[] =>
  file?.takesNoEnvironment
    ? [
        {
          text: `${file.at} takes its settings from ${file.value} alone: what compose.yaml and the chart set does not count`,
          hint: `Have the environment count before it: ${file.takesNoEnvironment}.`,
        },
      ]
    : [];

/** Whoever wrote a Dockerfile has it make that file, or a program that ends. */
export const fileWarnings = (file: VariablesFile | undefined, dockerfile: string): Warning[] =>
  file && !dockerfile.includes(file.value)
    ? [
        {
          text: `${file.at} ends the program if there is no ${file.value}, and the image has none`,
          hint: file.takesNoEnvironment
            ? `Have it go on without one, and take what compose.yaml and the chart set: ${file.takesNoEnvironment}.`
            : "Have it go on without one: what compose.yaml and the chart set is in the environment already.",
        },
      ]
    : [];
