import type { Aftermath } from "../results/aftermath.ts";
import type { PromotionResult, PromotionsResult } from "../results/promotion.ts";

type Of<O extends PromotionResult["outcome"]> = Extract<PromotionResult, { outcome: O }>;

export const promotionsLines = ({ promotions }: PromotionsResult): string[] => promotions.flatMap(promotionLines);

/** What a person reads of a promotion. */
export function promotionLines(result: PromotionResult): string[] {
  const { version, environment, addresses = [] } = result;
  switch (result.outcome) {
    case "planned":
      return [`Would promote ${version} to ${environment}; nothing was changed`];
    case "unchanged": {
      const revision = result.revision === undefined ? "" : ` (revision ${result.revision})`;
      return [
        `${version} runs in ${environment} and is healthy${revision}; nothing to do`,
        ...addresses.map((address) => `  open      ${address}`),
      ];
    }
    case "healthy":
      return healthyLines(result);
    case "failed":
      return failedLines(result);
  }
}

function healthyLines(result: Of<"healthy">): string[] {
  const { version, environment, previous, image, images, release, namespace, revision, rolledBackFrom } = result;
  const before = previous && previous !== version ? `, ${previous} before` : "";
  const where = release ? [`  revision  ${revision ?? "?"} of ${release} in namespace ${namespace}`] : [];
  return [
    `${version} is healthy in ${environment}${before}`,
    ...(images ?? [{ image }]).map((each) => `  image     ${each.image}`),
    ...where,
    ...(result.timeline ?? []).map((line) => `  pod       ${line}`),
    ...(result.addresses ?? []).map((address) => `  open      ${address}`),
    ...(rolledBackFrom
      ? [`${rolledBackFrom} comes back once you ask for it: ${promotionOf(rolledBackFrom, environment)}`]
      : []),
  ];
}

const promotionOf = (version: string, environment: string) => `chatops promote ${version} --env ${environment}`;

const mostEvidence = 12;

/** One screen for whoever is on call: what failed and why, what runs now, what to do. */
function failedLines(result: Of<"failed">): string[] {
  const { version, environment, verdict, evidence, aftermath, release } = result;
  return [
    `✖ ${version} failed in ${environment}: ${verdict.cause}`,
    ...evidenceLines(verdict.evidence),
    `→ ${verdict.fix}`,
    `  ${sentenceOf(aftermath, version, release === undefined ? "volumes" : "Secrets, claims and volumes")}`,
    ...choicesAfter(aftermath, environment),
    ...fileLine(evidence),
  ];
}

/** What shows the cause, the guilty line first. */
export const evidenceLines = ([guilty = "", ...more]: readonly string[]): string[] => [
  ...(guilty ? [`  ▶ ${guilty}`] : []),
  ...more.slice(0, mostEvidence).map((line) => `  │ ${line}`),
];

/** Where all that was seen is. */
export const fileLine = (path: string | undefined): string[] => (path ? [`  Evidence: ${path}`] : []);

/** What runs now, as a sentence. */
function sentenceOf(aftermath: Aftermath, version: string, kept: string): string {
  // Other values make another revision of the same version.
  const again = (name: string) => (name === version ? `${version} as it was before` : name);
  switch (aftermath.did) {
    case "kept":
      return keptSentence(aftermath, version);
    case "unchanged": {
      if (!aftermath.version) return "Nothing was changed, and nothing runs here yet.";
      const state = aftermath.wasSick ? "was not healthy before either" : "still runs";
      return `Nothing was changed: ${again(aftermath.version)} ${state}.`;
    }
    case "unknown":
      return "What was changed cannot be read: the cluster does not answer. Run the same command again.";
    case "removed":
      return `Nothing ran here before, so ${version} was removed; ${kept} were kept.`;
    case "rolledBack": {
      const revision = aftermath.revision === undefined ? "" : ` (revision ${aftermath.revision})`;
      return `${again(aftermath.version)} runs again and is healthy${revision}.`;
    }
  }
}

/** What can be done about a version that was kept because of a migration. */
const choicesAfter = (aftermath: Aftermath, environment: string): string[] =>
  aftermath.did === "kept" && aftermath.why === "migrated"
    ? [
        `→ Either release a fix and promote it, or, if ${aftermath.version} runs with the data as it is now:`,
        `    chatops rollback --env ${environment} --to ${aftermath.version}`,
        "  If every version does, write `migrations: compatible` in chatops.yaml.",
      ]
    : [];

function keptSentence(aftermath: Extract<Aftermath, { did: "kept" }>, version: string): string {
  switch (aftermath.why) {
    case "asked":
      return `${version} was kept as it is, as asked (--no-rollback).`;
    case "overtaken":
      return `${version} was kept as it is: somebody has changed the Helm release since.`;
    case "nothingHealthy": {
      const found = aftermath.found ? `${aftermath.found}, and ` : "";
      return `${version} was kept as it is: ${found}there is no healthy version to roll back to.`;
    }
    case "noFiles":
      return `${version} was kept as it is: the Compose file of ${aftermath.version} was not found.`;
    case "migrated":
      return `${version} was kept as it is: ${aftermath.migrations.join(", ")} changed the data after ${aftermath.version} was healthy.`;
  }
}
