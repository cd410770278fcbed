import { type ClusterProject, kubectl, type Stage } from "./cluster-project.ts";

/** What Kubernetes puts into every namespace, and what it writes there about others. */
const itsOwn = /^(configmap\/kube-root-ca\.crt|serviceaccount\/default|events?[./].*|endpoints\/.*|endpointslice\..*)$/;

const kindsThatAre = (namespaced: boolean): string =>
  kubectl("api-resources", `--namespaced=${namespaced}`, "--verbs=list", "--output", "name").replaceAll("\n", ",");

const linesOf = (text: string): string[] => text.split("\n").filter(Boolean);

/** All that is in the namespace of a stage, of whatever kind, as `kind/name`; `…` stands for what Kubernetes chose. */
export const everythingIn = (place: ClusterProject, stage: Stage): string[] =>
  linesOf(place.kubectl(stage, "get", kindsThatAre(true), "--output", "name"))
    .filter((object) => !itsOwn.test(object))
    .map((object) => object.replace(/^((?:pod|replicaset\.apps)\/\w+-).*/, "$1…"))
    .sort();

/** What belongs to no namespace, and has the project in its name, its labels or its annotations. */
export function clusterWide({ name }: ClusterProject): string[] {
  const row = '{range .items[*]}{.kind}/{.metadata.name} {.metadata.labels}{.metadata.annotations}{"\\n"}{end}';
  return linesOf(kubectl("get", kindsThatAre(false), "--output", `jsonpath=${row}`))
    .filter((line) => line.includes(name))
    .map((line) => line.split(" ")[0] ?? "")
    .sort();
}
