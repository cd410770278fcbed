import { goSteps } from "./go-toolchain.ts";
import { actionlintSteps, prepareActionlint } from "./parts/actionlint.ts";
import { buildkitSteps, prepareBuildkit } from "./parts/buildkit.ts";
import { chartLinterSteps, prepareChartLinters } from "./parts/chart-linters.ts";
import { checkJsonschemaSteps, prepareCheckJsonschema } from "./parts/check-jsonschema.ts";
import { giteaSteps, prepareGitea } from "./parts/gitea.ts";
import { helmSteps, prepareHelm } from "./parts/helm.ts";
import { jaegerSteps, prepareJaeger } from "./parts/jaeger.ts";
import { kwokSteps, prepareKwok } from "./parts/kwok.ts";
import { motoSteps, prepareMoto } from "./parts/moto.ts";
import { opensearchSteps, prepareOpensearch } from "./parts/opensearch.ts";
import { operatorCrdSteps, prepareOperatorCrds } from "./parts/operator-crds.ts";
import { prepareSkaffold, skaffoldSteps } from "./parts/skaffold.ts";
import { prepareVictoriaLogs, victoriaLogsSteps } from "./parts/victoria-logs.ts";
import type { Paths } from "./paths.ts";
import type { SetupStep } from "./setup-step.ts";

interface Build {
  setup: (paths: Paths) => SetupStep[] | Promise<SetupStep[]>;
  prepare: (paths: Paths) => Promise<void>;
}

const builds: Record<string, Build> = {
  actionlint: { setup: actionlintSteps, prepare: prepareActionlint },
  "check-jsonschema": { setup: checkJsonschemaSteps, prepare: prepareCheckJsonschema },
  "chart-linters": { setup: chartLinterSteps, prepare: prepareChartLinters },
  buildkit: { setup: buildkitSteps, prepare: prepareBuildkit },
  gitea: { setup: giteaSteps, prepare: prepareGitea },
  helm: { setup: helmSteps, prepare: prepareHelm },
  jaeger: { setup: jaegerSteps, prepare: prepareJaeger },
  kwok: { setup: kwokSteps, prepare: prepareKwok },
  moto: { setup: motoSteps, prepare: prepareMoto },
  opensearch: { setup: opensearchSteps, prepare: prepareOpensearch },
  "operator-crds": { setup: operatorCrdSteps, prepare: prepareOperatorCrds },
  skaffold: { setup: skaffoldSteps, prepare: prepareSkaffold },
  "victoria-logs": { setup: victoriaLogsSteps, prepare: prepareVictoriaLogs },
};

const buildsOf = (programs: string[]): Build[] => programs.flatMap((name) => builds[name] ?? []);

/** What has to be built for `programs`, with what that takes; nothing if all of it was built before. */
export async function buildSteps(paths: Paths, programs: string[]): Promise<SetupStep[]> {
  const steps = (await Promise.all(buildsOf(programs).map(({ setup }) => setup(paths)))).flat();
  return steps.length > 0 ? [...(await goSteps(paths)), ...steps] : [];
}

/** Builds those of `programs` that have no package in Debian, one after the other: they share much of what they compile. */
export async function buildMissing(paths: Paths, programs: string[]): Promise<void> {
  for (const { prepare } of buildsOf(programs)) await prepare(paths);
}
