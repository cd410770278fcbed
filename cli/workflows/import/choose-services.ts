import type { Config } from "../../core/config/schema.ts";
import type { Session } from "../../core/session.ts";
import { servicesConfigured, servicesNamed, servicesTyped } from "../../domain/members/choose.ts";
import { findMembers } from "../../domain/members/find.ts";
import type { LeftOut, Member } from "../../domain/members/member.ts";
import { ofMembers, ofOnlyMember, ofProgram, type Subject } from "../../domain/members/subject.ts";
import { besideUnusable, unusableIn, withoutUnusable } from "../../domain/members/unusable.ts";
import { detectProject } from "../../domain/packs/choose.ts";
import type { ProjectTree } from "../../domain/packs/tree.ts";

interface Wishes {
  /** A kind of project is asked for: that at the top. */
  pack?: string | undefined;
  service?: string[] | undefined;
}

/** What is imported of a folder: the program at its top, the only service below it, or those of several that are wanted. */
export async function chooseSubject(
  session: Session,
  tree: ProjectTree,
  config: Config | undefined,
  wishes: Wishes,
): Promise<Subject> {
  const unusable = unusableIn(tree);
  return besideUnusable(await subjectOf(session, withoutUnusable(tree, unusable), config, wishes), unusable);
}

async function subjectOf(
  session: Session,
  tree: ProjectTree,
  config: Config | undefined,
  { pack, service = [] }: Wishes,
): Promise<Subject> {
  if (pack !== undefined) return ofProgram(detectProject(tree, pack));
  const { members, leftOut } = findMembers(tree);
  if (config?.services) return ofConfigured(tree, members, config.services, leftOut);
  const [first, ...others] = members;
  const isOne = others.length === 0 || config !== undefined;
  if (service.length > 0 || !isOne) {
    const chosen = service.length > 0 ? servicesNamed(members, service) : await askedFor(session, members);
    if (isSome(chosen)) return ofMembers(chosen, tree, leftOut);
  }
  if (first && isOne && !first.answers) return ofMembers([first], tree, leftOut);
  return first && others.length === 0 && (first.folder !== "" || first.build.dockerfile !== "Dockerfile")
    ? ofOnlyMember(first, tree, leftOut)
    : ofProgram(detectProject(tree));
}

const isSome = (members: readonly Member[]): members is [Member, ...Member[]] => members.length > 0;

function ofConfigured(
  tree: ProjectTree,
  found: readonly Member[],
  services: NonNullable<Config["services"]>,
  leftOut: readonly LeftOut[],
): Subject {
  const { members, warnings } = servicesConfigured(found, services);
  if (!isSome(members)) return ofProgram(detectProject(tree));
  const subject = ofMembers(members, tree, leftOut);
  return { ...subject, warnings: [...warnings, ...subject.warnings] };
}

/** Asks a person, if there is one; all are imported otherwise. */
async function askedFor({ steps, yes, openPrompt }: Session, members: readonly Member[]): Promise<Member[]> {
  if (steps.dryRun || yes || !openPrompt) return [...members];
  const list = members.map(({ name, folder }, index) => `  ${index + 1} ${name} (${folder || "."})`).join("\n");
  const prompt = openPrompt();
  const question = `Several services were found:\n${list}\nWhich are to be imported? Names or numbers [all] `;
  const answer = await prompt.ask(question).finally(() => prompt.close());
  return servicesTyped(members, answer ?? "");
}
