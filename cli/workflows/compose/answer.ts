import { exitCodes } from "../../core/exit-codes.ts";
import type { Answer } from "../../core/session.ts";
import type { Deployment } from "../../domain/deployment/history.ts";
import type { ComposeContainer } from "../../domain/rollout/compose.ts";
import { screenOf } from "../../domain/verdicts/screen.ts";
import type { Verdict } from "../../domain/verdicts/verdict.ts";
import type { ComposePlace } from "../places/compose.ts";
import type { ReadyImage } from "./image.ts";

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
  previous: Deployment | undefined,
): Answer {
  const addresses = addressesOf(containers, deployed.service);
  const before = previous && previous.version !== deployed.version ? `, ${previous.version} before` : "";
  return {
    result: { outcome: "healthy", ...resultOf(deployed), addresses, previous: previous?.version },
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

function whatRuns(back: string | undefined, kept: boolean, version: string): string {
  if (kept) return `${version} was kept as it is, as asked (--no-rollback).`;
  return back
    ? `${back} runs again and is healthy.`
    : "Nothing was healthy here before: it was taken away, volumes kept.";
}

/** What failed and why, and what runs now. */
export function answerFailed(
  deployed: Deployed,
  verdict: Verdict,
  {
    environment,
    evidence,
    back,
    kept,
  }: { environment: string; evidence: string; back: string | undefined; kept: boolean },
): Answer {
  const { version } = deployed;
  return {
    exitCode: exitCodes[verdict.reason].code,
    result: { outcome: "failed", ...resultOf(deployed), verdict, evidence, rolledBackTo: back },
    text: screenOf({ version, environment, verdict, now: whatRuns(back, kept, version), evidence }),
  };
}
