import type { ContainerSpec, Pod } from "./objects.ts";
import { type Baseline, restartKey } from "./observation.ts";

/** Whether a container of an older pod got another image: the kubelet ends what runs in it, and starts it again. */
export const isUpdated = (pod: Pod, { name, image }: ContainerSpec, { images }: Baseline): boolean => {
  const earlier = images.get(restartKey(pod, name));
  return earlier !== undefined && earlier !== image;
};

/** Whether what is to go still runs in a pod that was changed. */
export function waitsForUpdate(pod: Pod, before: Baseline): boolean {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  const statuses = [...initContainerStatuses, ...containerStatuses];
  return (pod.spec?.containers ?? []).some((spec) => {
    const restarts = statuses.find(({ name }) => name === spec.name)?.restartCount ?? 0;
    return isUpdated(pod, spec, before) && restarts <= (before.restarts.get(restartKey(pod, spec.name)) ?? 0);
  });
}
