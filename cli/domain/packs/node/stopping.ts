import type { ProgramImage } from "../../dockerfile/program-image.ts";
import type { Findings } from "./findings.ts";

const oldestWithImport = 20;
const endOnSigterm = "data:text/javascript,process.once('SIGTERM',()=>process.exit())";

/**
 * The first process of a container ignores a signal that it does not handle, and Kubernetes would wait for its whole
 * grace period. A program without a handler gets one that ends it.
 */
export function stopping({ start, version, survey }: Findings): Pick<ProgramImage, "command" | "note"> {
  const [program, ...rest] = start.command;
  const handles = survey.stop !== undefined || program !== "node" || version.value < oldestWithImport;
  if (handles) return { command: start.command };
  const note = "The program handles no SIGTERM, which a container's first process would then ignore.";
  return { note, command: [program, "--import", endOnSigterm, ...rest] };
}
