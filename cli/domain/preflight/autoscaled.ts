import type { ManifestObject } from "../promotion/manifest.ts";
import type { Objection } from "./missing-settings.ts";

/** What scales another object by its load: Kubernetes' own, and KEDA's. */
interface Autoscaler extends ManifestObject {
  spec?: ManifestObject["spec"] & { scaleTargetRef?: { kind?: string; name?: string } };
}

const isAutoscaler = ({ kind }: ManifestObject): boolean => ["HorizontalPodAutoscaler", "ScaledObject"].includes(kind);

/** Workloads that say how many pods they have although an autoscaler decides that: each promotion sets them back. */
export const setBackWorkloads = (objects: readonly ManifestObject[]): Objection[] =>
  objects.filter(isAutoscaler).flatMap((autoscaler: Autoscaler) => {
    const { kind = "Deployment", name } = autoscaler.spec?.scaleTargetRef ?? {};
    const target = objects.find((object) => object.kind === kind && object.metadata.name === name);
    const { replicas } = (target?.spec ?? {}) as { replicas?: unknown };
    // With none it is switched off on purpose, and no autoscaler of Kubernetes starts it.
    if (!target || typeof replicas !== "number" || replicas === 0) return [];
    const by = `${autoscaler.kind} ${autoscaler.metadata.name}`;
    const message = `each promotion sets it to ${replicas} replicas, whatever ${by} has made of it: write \`{{- if not .Values.autoscaling.enabled }}\` before its line \`replicas:\`, and \`{{- end }}\` after it`;
    return [{ kind, name: target.metadata.name, severity: "warning", message }];
  });
