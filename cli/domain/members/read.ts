import { Failure } from "../../../lib/errors.ts";
import { packs } from "../packs/all.ts";
import { detectProject } from "../packs/choose.ts";
import type { Facts } from "../packs/pack.ts";
import type { ProjectTree } from "../packs/tree.ts";
import type { Candidate, LeftOut, Member } from "./member.ts";
import { keepsData } from "./stateful.ts";

/** Programs that work on what others leave for them. */
const worker =
  /(?:^|-)(?:worker|consumer|scheduler|cron|processor|queue|daemon|bot|jobs?)s?(?:-|$)|(?:worker|consumer|scheduler|processor)s?$/;

/** A candidate as its pack reads it, if it is a service. */
export function memberOf(candidate: Candidate): Member | LeftOut {
  const { name, folder, tree, isNamed, isSilent, ...rest } = candidate;
  try {
    const facts = detectProject(tree);
    const pack = packs.find((one) => one.name === facts.pack);
    const serves = !isSilent && (pack?.serves?.(tree, facts) ?? true);
    const isProgram = facts.evidence.some(({ what }) => what === "language" || what === "start");
    const isWorker = (worker.test(name) || pack?.works?.(tree)) && isProgram;
    const works = isNamed || isWorker || (facts.pack === "dockerfile" && isProgram);
    const lacks = isNamed || folder === "" ? undefined : lacking(tree, facts);
    if (lacks) return { name, folder, why: `copies ${lacks}, which is not here` };
    const base = candidate.composed ? undefined : unknownBase(facts);
    if (base) return { name, folder, why: `is made on ${base}, which only its own build knows` };
    if (!isNamed && !candidate.composed && facts.pack === "dockerfile" && keepsData(facts))
      return { name, folder, why: "is a database, which no Compose file builds" };
    if (!serves && !works) return { name, folder, why: "answers at no port" };
    return { ...rest, name, folder, tree, facts, answers: serves, told: [] };
  } catch (error) {
    if (error instanceof Failure) return { name, folder, why: "starts nothing" };
    throw error;
  }
}

/** The base of an image that is an argument without a value: a program of the project's people builds it, and no release can. */
const unknownBase = ({ pack, evidence }: Facts): string | undefined =>
  pack === "dockerfile"
    ? evidence.find(({ what, value }) => what === "base" && value?.includes("$"))?.value
    : undefined;

/** What a Dockerfile is made of, if nothing of that is in the repository. */
function lacking({ paths, within }: ProjectTree, { pack, copied = [] }: Facts): string | undefined {
  const known = within?.repository.paths ?? paths;
  const isHere = (path: string) => /[*?[$]|^\.$/.test(path) || known.some((one) => `${one}/`.startsWith(`${path}/`));
  return pack === "dockerfile" && !copied.some(isHere) ? copied[0] : undefined;
}
