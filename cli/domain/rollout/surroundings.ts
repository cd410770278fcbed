import type { SeenEvent } from "./seen-event.ts";

export interface ClaimState {
  name: string;
  phase: string;
  storageClass: string | undefined;
  events: SeenEvent[];
}

export interface ServiceState {
  name: string;
  namespace: string;
  selector: Record<string, string>;
  ports: ServicePort[];
  /** It gives out its pods' own addresses; its ports mean nothing then, and are often made up. */
  isHeadless: boolean;
  /** It is to get an address from outside the cluster, and has none. */
  lacksAddress: boolean;
  /** Whether a workload of the namespace makes pods that it selects, even none of them now. */
  isServed: boolean;
  /** Whether programs give their pods what it selects, as that of a leader, so that it may take a while. */
  isForRole: boolean;
  /** Nobody needs to be selected: nobody was before, or it is new, and for a role that no pod may have. */
  mayBeIdle: boolean;
}

export interface ServicePort {
  /** Number, or name of a container's port. */
  target: string | number;
  protocol: string;
}

export interface NodeState {
  name: string;
  /** `key=value:effect` */
  taints: string[];
  /** Whether something adds and removes nodes of its kind by itself. */
  isElastic: boolean;
}
