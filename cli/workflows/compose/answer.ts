import { exitCodes } from "../../core/exit-codes.ts";
import type { Answer } from "../../core/session.ts";
import { type Aftermath, wordsOf } from "../../domain/deployment/aftermath.ts";
import type { Running } from "../../domain/deployment/running.ts";
import type { ComposeContainer } from "../../domain/rollout/compose.ts";
import { screenOf } from "../../domain/verdicts/screen.ts";
import type { Verdict } from "../../domain/verdicts/verdict.ts";
import type { ComposePlace } from "../places/compose.ts";
import type { ReadyImage } from "./image.ts";

interface Failed {
  environment: string;
  /** Undefined where it could not be written. */
  evidence: string | undefined;
  aftermath: Aftermath;
  /** What ran when the deployment began. */
  before: Running | undefined;
}

interface Deployed {
  version: string;
  commit: string | undefined;
  image: ReadyImage;
  service: string;
}

const resultOf = ({ version, commit, image }: Deployed) => ({
  version,
  commit,
  image: image.reference,
  imageId: image.id,
});

const addressesOf = (containers: ComposeContainer[], service: string) =>
  containers
    .filter((container) => container.service === service)
    .flatMap(({ publishedPorts }) => publishedPorts.map((port) => `http://localhost:${port}`));

export function answerHealthy(
  deployed: Deployed,
  containers: ComposeContainer[],
  previous: string | undefined,
): Answer {
  const addresses = addressesOf(containers, deployed.service);
  const before = previous && previous !== deployed.version ? `, ${previous} before` : "";
  return {
    result: { outcome: "healthy", ...resultOf(deployed), addresses, previous },
    text: [
      `${deployed.version} is healthy${before}`,
      `  image  ${deployed.image.reference}`,
      ...addresses.map((address) => `  open   ${address}`),
    ],
  };
}

export function answerRunning(deployed: Deployed, containers: ComposeContainer[]): Answer {
  const addresses = addressesOf(containers, deployed.service);
  return {
    result: { outcome: "unchanged", ...resultOf(deployed), addresses },
    text: [
      `${deployed.version} runs and is healthy; nothing to do`,
      ...addresses.map((address) => `  open   ${address}`),
    ],
  };
}

export const answerPlanned = (deployed: Deployed, { project, environment }: ComposePlace): Answer => ({
  result: { outcome: "planned", ...resultOf(deployed) },
  text: [`Would deploy ${deployed.version} to ${environment}: docker compose --project-name ${project} up --detach`],
});

/** What failed and why, and what runs now. */
export function answerFailed(
  deployed: Deployed,
  verdict: Verdict,
  { environment, evidence, aftermath, before }: Failed,
): Answer {
  const { version } = deployed;
  const { did } = aftermath;
  const rolledBackTo = did === "rolledBack" ? aftermath.to : undefined;
  return {
    exitCode: exitCodes[verdict.reason].code,
    result: { outcome: "failed", ...resultOf(deployed), verdict, evidence, aftermath: did, rolledBackTo },
    text: screenOf({ version, environment, verdict, now: wordsOf(aftermath, version, before), evidence }),
  };
}
