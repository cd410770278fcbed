import { preconditionError } from "../../../lib/errors.ts";
import type { Cluster } from "./cluster.ts";
import { asFailure, isConflict, isNotFound } from "./errors.ts";
import { isOurs, ours } from "./labels.ts";
import { send } from "./raw-requests.ts";

/** A Lease as it is written: the client's own type loses the microseconds that Kubernetes asks for. */
export interface Lease {
  apiVersion: "coordination.k8s.io/v1";
  kind: "Lease";
  metadata: {
    name: string;
    resourceVersion?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  spec: {
    holderIdentity?: string;
    leaseDurationSeconds?: number;
    acquireTime?: string;
    renewTime?: string;
    leaseTransitions?: number;
  };
}

/** One Lease; what is written must follow what was read, or it is a conflict. */
export interface Leases {
  name: string;
  read(): Promise<Lease | undefined>;
  /** Resolves to undefined where somebody else was faster. */
  write(lease: Lease): Promise<Lease | undefined>;
}

export const newLease = (name: string): Lease => ({
  apiVersion: "coordination.k8s.io/v1",
  kind: "Lease",
  metadata: { name, labels: ours },
  spec: {},
});

export const microTime = (): string => new Date().toISOString().replace("Z", "000Z");

/** Each request ends soon, so that several of them fit into the time that a lease lasts. */
const patienceMs = 4_000;

/** A lease that is held must be renewed in time: a request for it is tried again for `withinMs` at most. */
export function leasesOf({ config, namespace }: Cluster, name: string, withinMs = 15_000): Leases {
  const folder = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
  const path = `${folder}/${name}`;
  return {
    name,
    async read() {
      try {
        const { body } = await send<Lease>(config, { method: "GET", path, patienceMs, withinMs });
        if (!isOurs(body.metadata.labels)) throw foreign(name, namespace);
        return body;
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw asFailure(error, `read the Lease ${name} in namespace ${namespace}`);
      }
    },
    async write(lease) {
      const isNew = lease.metadata.resourceVersion === undefined;
      const where = isNew ? ({ method: "POST", path: folder } as const) : ({ method: "PUT", path } as const);
      try {
        return (await send<Lease>(config, { ...where, body: lease, patienceMs, withinMs })).body;
      } catch (error) {
        if (isConflict(error)) return undefined;
        throw asFailure(error, `write the Lease ${name} in namespace ${namespace}`);
      }
    },
  };
}

const foreign = (name: string, namespace: string) =>
  preconditionError(`the Lease ${name} in namespace ${namespace} is not one of chatops`, {
    hint: "Somebody else uses it, such as a controller that elects its leader. Remove it, if nobody does.",
  });
