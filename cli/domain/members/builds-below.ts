import { dirname } from "node:path/posix";
import type { Pack } from "../packs/pack.ts";
import { below, type ProjectTree } from "../packs/tree.ts";
import type { Candidate, LeftOut } from "./member.ts";
import { nameOfFolder } from "./names.ts";
import { builtPrograms, programCandidates } from "./programs.ts";

/** A folder with a build that makes several programs, and those of them that have no Dockerfile of their own. */
export interface BuildBelow {
  folder: string;
  pack: Pack;
  programs: (Candidate | LeftOut)[];
}

/** What a folder of the repository is, if what is built there is several programs: each is built from that folder. */
export function buildBelow(own: ProjectTree, folder: string, pack: Pack | undefined): BuildBelow | undefined {
  if (!pack || own.paths.includes("Dockerfile")) return undefined;
  const programs = [...programCandidates(own), ...builtPrograms(own)];
  const services = programs.filter((program) => !("why" in program));
  if (services.length < 2) return undefined;
  const hasOwn = (path: string) => path !== "" && own.paths.includes(below(path, "Dockerfile"));
  return { folder, pack, programs: programs.filter((one) => !hasOwn(one.folder)).map((one) => placed(one, folder)) };
}

/** As it is called from the top. */
function placed(program: Candidate | LeftOut, folder: string): Candidate | LeftOut {
  const place = below(folder, program.folder);
  if ("why" in program) return { ...program, folder: place };
  return {
    ...program,
    name: program.folder === "" ? nameOfFolder(folder) : program.name,
    folder: place,
    at: below(folder, program.at),
    build: { ...program.build, context: folder },
  };
}

/** Whether a folder is a part of one of these builds: a library, or a program that is built with the others. */
export const isOfBuild = (builds: readonly BuildBelow[], folder: string, pack: Pack | undefined): boolean =>
  builds.some((build) => pack === build.pack && `${dirname(folder)}/`.startsWith(`${build.folder}/`));
