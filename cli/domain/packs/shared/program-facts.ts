import { type ProgramImage, programDockerfile, programUser } from "../../dockerfile/program-image.ts";
import type { Description, Evidence, Facts, Warning } from "../pack.ts";
import type { Found, ProjectTree } from "../tree.ts";
import { emptyFile, environmentWarnings, fileEvidence } from "./empty-variables-file.ts";
import { evidenceOf } from "./evidence.ts";
import type { HealthCheck } from "./health-check.ts";
import { ignoredFolders } from "./ignored.ts";
import { nameFrom } from "./name.ts";
import { processEvidence, processesOf } from "./processes.ts";
import type { Survey } from "./survey.ts";
import { warningsOf } from "./warnings.ts";

/** What a pack adds to that which is the same for all programs. */
interface Particulars {
  pack: string;
  tree: ProjectTree;
  about: Description;
  survey: Survey;
  image: Omit<ProgramImage, "environment" | "port"> & { environment?: Readonly<Record<string, string>> };
  check: HealthCheck;
  /** Folders that a build writes, left out of the image if Git ignores them. */
  outputs?: readonly string[];
  /** Folders that it writes to and can make anew. */
  scratch?: readonly Found<string>[];
  /** See Facts. */
  pagesIn?: string | undefined;
  /** Patterns of what differs between machines, left out of the image always. */
  local?: readonly string[];
  evidence: readonly Evidence[];
  warnings: readonly Warning[];
}

/** The facts of a program for which import writes the Dockerfile. */
export const programFacts = (particulars: Particulars): Facts => {
  const { pack, tree, about, survey, image, check, scratch = [], outputs = [], local = [] } = particulars;
  const environment = { ...image.environment, ...survey.environment };
  const processes = processesOf({ tree, about, services: survey.services, start: image.command.join(" ") });
  return {
    ...survey,
    pack,
    name: nameFrom(about.names),
    pagesIn: particulars.pagesIn,
    dockerfile: programDockerfile({
      ...image,
      instructions: [...image.instructions, ...emptyFile(survey.variablesFile)],
      environment,
      port: survey.port.value,
    }),
    writable: [...scratch, ...survey.writable],
    user: programUser,
    ignored: [...local, ...ignoredFolders(tree, outputs)],
    testSteps: about.testSteps,
    startsSlowly: about.startsSlowly,
    testImage: image.stages[0]?.from ?? image.from,
    healthCheck: (host, port) => check(host, port, survey.health.readiness?.value),
    processes,
    evidence: [
      ...particulars.evidence,
      ...evidenceOf(survey),
      ...fileEvidence(survey.variablesFile),
      ...processEvidence(processes),
    ],
    warnings: [...particulars.warnings, ...environmentWarnings(survey.variablesFile), ...warningsOf(survey, tree)],
  };
};
