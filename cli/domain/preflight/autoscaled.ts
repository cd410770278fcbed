import type { V1Container, V1PodTemplateSpec } from "@kubernetes/client-node";
import type { ManifestObject } from "../promotion/manifest.ts";
import type { Objection } from "./missing-settings.ts";

/** What scales another object by its load: Kubernetes' own, and KEDA's. */
interface Autoscaler extends ManifestObject {
  spec?: ManifestObject["spec"] & {
    scaleTargetRef?: { kind?: string; name?: string };
    targetCPUUtilizationPercentage?: number;
    metrics?: { type?: string; resource?: { name?: string; target?: { type?: string } } }[];
  };
}

const isAutoscaler = ({ kind }: ManifestObject): boolean => ["HorizontalPodAutoscaler", "ScaledObject"].includes(kind);

/** Workloads that say how many pods they have although an autoscaler decides that: each promotion sets them back. */
export const setBackWorkloads = (objects: readonly ManifestObject[]): Objection[] =>
  objects.filter(isAutoscaler).flatMap((autoscaler: Autoscaler) => {
    const target = targetOf(autoscaler, objects);
    const { replicas } = (target?.spec ?? {}) as { replicas?: unknown };
    // With none it is switched off on purpose, and no autoscaler of Kubernetes starts it.
    if (!target || typeof replicas !== "number" || replicas === 0) return [];
    const by = `${autoscaler.kind} ${autoscaler.metadata.name}`;
    const message = `each promotion sets it to ${replicas} replicas, whatever ${by} has made of it: write \`{{- if not .Values.autoscaling.enabled }}\` before its line \`replicas:\`, and \`{{- end }}\` after it`;
    return [{ kind: target.kind, name: target.metadata.name, severity: "warning", message }];
  });

const targetOf = ({ spec }: Autoscaler, objects: readonly ManifestObject[]): ManifestObject | undefined => {
  const { kind = "Deployment", name } = spec?.scaleTargetRef ?? {};
  return objects.find((object) => object.kind === kind && object.metadata.name === name);
};

/**
 * Autoscalers that count in percent of what containers request, where one requests nothing: they never scale, and only their own
 * events say so. A LimitRange of the namespace may fill it in.
 */
export const blindAutoscalers = (objects: readonly ManifestObject[]): Objection[] =>
  objects
    .filter(({ kind }) => kind === "HorizontalPodAutoscaler")
    .flatMap((autoscaler: Autoscaler) => {
      const target = targetOf(autoscaler, objects);
      const { template } = (target?.spec ?? {}) as { template?: V1PodTemplateSpec };
      return resourcesOf(autoscaler).flatMap((resource) => {
        const lacking = (template?.spec?.containers ?? []).filter((container) => !isRequested(container, resource));
        const message = `scales ${target?.kind} ${target?.metadata.name} by ${resource} in percent of what its containers request, and ${lacking.map(({ name }) => name).join(", ")} requests none, so it never scales: write \`resources: { requests: { ${resource}: … } }\``;
        const { kind, metadata } = autoscaler;
        return lacking.length > 0 ? [{ kind, name: metadata.name, severity: "warning" as const, message }] : [];
      });
    });

function resourcesOf({ spec }: Autoscaler): string[] {
  const measured = (spec?.metrics ?? []).filter(
    ({ type, resource }) => type === "Resource" && resource?.target?.type === "Utilization",
  );
  return [
    ...(spec?.targetCPUUtilizationPercentage === undefined ? [] : ["cpu"]),
    ...measured.flatMap(({ resource }) => resource?.name ?? []),
  ];
}

/** A limit is a request as well if none is said. */
const isRequested = ({ resources }: V1Container, resource: string): boolean =>
  (resources?.requests?.[resource] ?? resources?.limits?.[resource]) !== undefined;
