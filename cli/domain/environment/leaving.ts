/** An object that is deleted and not gone yet. */
export interface LeavingObject {
  kind: string;
  name: string;
  /** Undefined if it is in no namespace. */
  namespace: string | undefined;
  /** What has to be done, each by some program, before it may go. */
  finalizers: readonly string[];
}

/** What is known of programs that set a finalizer, if no better is: one that is gone for good never takes it out. */
const reasons = new Map([
  ["kubernetes.io/pvc-protection", "a pod still uses it"],
  ["kubernetes.io/pv-protection", "a claim still has it"],
  ["service.kubernetes.io/load-balancer-cleanup", "its load balancer is not given back yet"],
  ["foregroundDeletion", "what it owns is not gone yet"],
  ["kubernetes", "something in it is not gone yet"],
]);

/** `Service web: its finalizer example.com/cleanup holds it` */
export const heldBy = ({ kind, name, finalizers }: LeavingObject): string =>
  `${kind} ${name}: ${finalizers.length > 0 ? finalizers.map(heldByOne).join(", ") : "it is being deleted"}`;

function heldByOne(finalizer: string): string {
  const reason = reasons.get(finalizer);
  return `its finalizer ${finalizer} holds it${reason ? `, since ${reason}` : ""}`;
}

/** What whoever waits for it can do. */
export function wayOutOf({ kind, name, namespace, finalizers }: LeavingObject): string {
  const object = `${namespace ? `--namespace ${namespace} ` : ""}${kind.toLowerCase()} ${name}`;
  const look = `kubectl get ${object} --output yaml`;
  if (finalizers.every((finalizer) => reasons.has(finalizer))) return `\`${look}\` and its events say more.`;
  return (
    `The program that set the finalizer has to take it out: see that it runs. If it is gone for good, and you know ` +
    `that nothing is left to clean up: kubectl patch ${object} --type merge --patch '{"metadata":{"finalizers":null}}'`
  );
}
