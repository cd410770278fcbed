import type { Member } from "../members/member.ts";
import type { UsedService } from "../services/used-service.ts";

/** The backing services of all, each once: what several use has a password only if all can send one. */
export function allServices(members: readonly Pick<Member, "facts">[]): UsedService[] {
  const all = members.flatMap(({ facts }) => facts.services);
  const first = all.filter(({ kind }, index) => all.findIndex((other) => other.kind === kind) === index);
  return first.map((service) => {
    const users = all.filter(({ kind }) => kind === service.kind);
    const host = users.find((user) => user.host)?.host;
    return {
      ...service,
      ...(host && { host }),
      password: users.every(({ password }) => password) ? service.password : undefined,
    };
  });
}
