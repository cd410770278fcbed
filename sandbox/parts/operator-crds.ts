import { cpSync, existsSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { makeOnce } from "../files.ts";
import { fetchModule } from "../go.ts";
import type { Paths } from "../paths.ts";
import type { SetupStep } from "../setup-step.ts";
import { versions } from "../versions.ts";

/** Where the kinds stand that a generated chart can bring for operators, in the modules of those. */
const sources = [
  {
    module: `github.com/prometheus-operator/prometheus-operator@v${versions.prometheusOperator}`,
    files: ["servicemonitors", "prometheusrules"].map(
      (kind) => `example/prometheus-operator-crd/monitoring.coreos.com_${kind}.yaml`,
    ),
  },
  {
    module: `github.com/external-secrets/external-secrets@v${versions.externalSecrets}`,
    files: ["config/crds/bases/external-secrets.io_externalsecrets.yaml"],
  },
  {
    module: `sigs.k8s.io/gateway-api@v${versions.gatewayApi}`,
    files: ["config/crd/standard/gateway.networking.k8s.io_httproutes.yaml"],
  },
];

const name = `operator-kinds-${versions.prometheusOperator}-${versions.externalSecrets}-${versions.gatewayApi}`;

/** Folder of the definitions of operators' kinds, by which an API server accepts or refuses such objects. */
export const operatorCrds = (paths: Paths): string => join(paths.cache, "programs", name);

export const operatorCrdSteps = (paths: Paths): SetupStep[] =>
  existsSync(operatorCrds(paths)) ? [] : [{ title: "fetch the kinds of operators", seconds: 20 }];

export const prepareOperatorCrds = (paths: Paths): Promise<void> =>
  makeOnce(operatorCrds(paths), async (draft) => {
    mkdirSync(draft);
    for (const { module, files } of sources) {
      const folder = await fetchModule(paths, module);
      for (const file of files) cpSync(join(folder, file), join(draft, basename(file)));
    }
  });
