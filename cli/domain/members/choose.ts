import { usageError } from "../../../lib/errors.ts";
import type { Config } from "../../core/config/schema.ts";
import type { Warning } from "../packs/pack.ts";
import type { Member } from "./member.ts";

/** The services that a person named; all of them if none is. */
export function servicesNamed(members: readonly Member[], names: readonly string[]): Member[] {
  const unknown = names.filter((name) => !members.some((member) => member.name === name));
  if (unknown.length > 0) {
    const known = members.map(({ name }) => name).join(", ");
    throw usageError(`no service is called ${unknown.join(", ")}`, {
      hint: known ? `Services: ${known}.` : "The project has one program; leave --service out.",
    });
  }
  return members.filter(({ name }) => names.length === 0 || names.includes(name));
}

/** The services of a chatops.yaml that is there already, and what differs between it and the repository. */
export function servicesConfigured(
  members: readonly Member[],
  services: NonNullable<Config["services"]>,
): { members: Member[]; warnings: Warning[] } {
  const added = members.filter(({ name }) => !Object.hasOwn(services, name)).map(({ name }) => name);
  const gone = Object.keys(services).filter((name) => !members.some((member) => member.name === name));
  return {
    members: members.filter(({ name }) => Object.hasOwn(services, name)),
    warnings: [
      ...added.map((name) => ({
        text: `${name} is a service of the repository, and chatops.yaml does not name it`,
        hint: `To import it too, add \`${name}: {}\` to \`services\` there and run the import again.`,
      })),
      ...gone.map((name) => ({
        text: `chatops.yaml names the service ${name}, and nothing was found that it is made of`,
        hint: "No file is generated for it.",
      })),
    ],
  };
}

/** What a person typed as an answer: names or numbers of the list; nothing means all. */
export function servicesTyped(members: readonly Member[], answer: string): Member[] {
  const words = answer.split(/[\s,]+/).filter((word) => word && !/^(?:all|y|yes)$/i.test(word));
  const names = words.map((word) => members[Number(word) - 1]?.name ?? word);
  return servicesNamed(members, names);
}
