import type { User } from "@kubernetes/client-node";
import { preconditionError } from "../../../lib/errors.ts";

/** What a kubeconfig says of a user that somebody acts as. */
export interface ImpersonatingUser {
  as?: string;
  "as-uid"?: string;
  "as-groups"?: string[];
  "as-user-extra"?: Record<string, string[]>;
}

const remembered = new WeakMap<User, ImpersonatingUser>();

/** Keeps what the client drops: of a user that is impersonated it knows the name alone. */
export const rememberImpersonation = (user: User, said: ImpersonatingUser): void => void remembered.set(user, said);

/**
 * The headers that tell the API server as whom a request is sent, as kubectl and Helm do. Throws if there are several groups,
 * or several values of one name: they would need a header more than once, which no request of the client can have.
 */
export function impersonationHeaders(user: User | null): Record<string, string> {
  const { "as-uid": uid, "as-groups": groups = [], "as-user-extra": extra = {} } = (user && remembered.get(user)) ?? {};
  const lists: [name: string, values: string[]][] = [
    ["Impersonate-Uid", uid === undefined ? [] : [uid]],
    ["Impersonate-Group", groups],
    ...Object.entries(extra).map(([key, values]): [string, string[]] => [
      `Impersonate-Extra-${encodeURIComponent(key)}`,
      values,
    ]),
  ];
  const tooMany = lists.find(([, values]) => values.length > 1);
  if (tooMany) throw severalValues(user?.name ?? "", tooMany);
  return Object.fromEntries(lists.flatMap(([name, [value]]) => (value === undefined ? [] : [[name, value]])));
}

const severalValues = (name: string, [header, values]: [string, string[]]) =>
  preconditionError(`the user ${name} of the kubeconfig acts as several at once (${header}: ${values.join(", ")})`, {
    hint: "chatops can act as one of them: name a user with one group, or give these rights to a user of its own.",
  });
