import { cpSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { makeOnce } from "../files.ts";
import { fetchModule } from "../go.ts";
import type { Paths } from "../paths.ts";
import type { SetupStep } from "../setup-step.ts";
import { versions } from "../versions.ts";

const version = versions.prometheusOperator;
const module = `github.com/prometheus-operator/prometheus-operator@v${version}`;
const kinds = ["servicemonitors", "prometheusrules"];

/** Folder of the definitions of Prometheus operator's kinds, by which an API server accepts or refuses such objects. */
export const operatorCrds = (paths: Paths): string => join(paths.cache, "programs", `prometheus-operator-${version}`);

export const operatorCrdSteps = (paths: Paths): SetupStep[] =>
  existsSync(operatorCrds(paths)) ? [] : [{ title: `fetch the kinds of Prometheus operator ${version}`, seconds: 5 }];

export const prepareOperatorCrds = (paths: Paths): Promise<void> =>
  makeOnce(operatorCrds(paths), async (draft) => {
    const source = join(await fetchModule(paths, module), "example", "prometheus-operator-crd");
    mkdirSync(draft);
    for (const kind of kinds) cpSync(join(source, `monitoring.coreos.com_${kind}.yaml`), join(draft, `${kind}.yaml`));
  });
