import { dirname } from "node:path/posix";
import type { ContainerState } from "../rollout/container-state.ts";
import type { Rollout } from "../rollout/rollout.ts";
import { wasToRunOn } from "./compose-errors.ts";
import { errorLine } from "./error-line.ts";
import { evidenceOf } from "./evidence.ts";
import { missingVariable } from "./missing-variable.ts";

/** What to do about a container that ends. */
export function fixOfExit(bad: ContainerState, rollout: Rollout): string {
  const { service, cluster } = rollout;
  const told = fixOfError(bad, cluster !== undefined);
  if (bad.exitCode !== 0 || told) return told ?? errorAbove;
  if (cluster) return "Let its command run on, as a server does; what is to work once belongs into a Job.";
  if (wasToRunOn(bad.name, rollout))
    return "Let its command run on, as others wait for it to be healthy; if it is to work once, let them wait with `service_completed_successfully`.";
  const once = bad.service === service ? "" : '; if it is to work once, give it `restart: "no"` in the Compose file';
  return `Let its command run on, as a server does${once}.`;
}

export const errorAbove = "Fix the error above, commit and release again.";

/** What to do about the error that a container ended with, if more can be said than that it is to be fixed. */
export function fixOfError(bad: ContainerState, inCluster: boolean): string | undefined {
  const said = errorLine(bad.log);
  const hiding = missesModule.test(said ?? "") && bad.volumes?.find((path) => ofModules.test(path));
  if (hiding)
    return `Take the volume at ${hiding} out of the Compose file: it may have the modules of an earlier version, and hides those of the image.`;
  if (!inCluster && isSecretUnreadable(said)) return fixOfSecret(said ?? "", bad);
  if (notWritable.test(said ?? "")) return fixOfReadOnly(said ?? "", inCluster);
  if (bad.log.some((line) => hasWindowsEnds.test(line)))
    return "Give the script Unix line ends: `*.sh text eol=lf` in .gitattributes, then `git add --renormalize .`, commit and release again.";
  if (lacksInterpreter.test(said ?? ""))
    return "If that file is in the image, what runs it is not: the first line of a script names a program that the image must have, and ends as lines of Unix do; a compiled program needs the C library that it was linked with.";
  if (closedDatabase.test(said ?? ""))
    return `Give the folder of its SQLite file a volume ${inCluster ? "in the chart" : "in the Compose file"} that its user may write to, and tell the program of another folder if need be.`;
  if (bad.exitCode === 0) return undefined;
  const variable = missingVariable(said, bad.log);
  if (variable)
    return inCluster
      ? `Set ${variable} in the chart's values, or in a Secret that they name.`
      : `Set ${variable} under \`environment\` of the service in the Compose file, or in its \`env_file\`.`;
  if (bad.facts.some((fact) => hasNoLog.test(fact)))
    return "Give the service a logging driver that keeps lines, such as `json-file`, for as long as it takes to see why it ends.";
  return evidenceOf(bad).length === 0
    ? "It wrote nothing before it ended: let it log its errors, or see whether it has every variable that it needs."
    : undefined;
}

const hasNoLog = /^its log cannot be read: its logging driver/;

/** What shells and `env` say of a script whose lines end with a carriage return. */
const hasWindowsEnds = /\$'\\r': command not found|\benv: \S{1,80}\\r\S{0,3}: No such file or directory/;

/** The kernel says it of a file that is there, too. */
const lacksInterpreter = /\bexec(?: user process caused)?:? .{0,200}no such file or directory/;

/** What SQLite says of a file, or of a folder, that it may not write to. */
const closedDatabase =
  /unable to open database file|attempt to write a readonly database|SQLITE_(?:CANTOPEN|READONLY)/i;

const isSecretUnreadable = (said = ""): boolean =>
  said.includes("/run/secrets/") && /permission denied|EACCES/i.test(said);

/** A secret that is a file is mounted; one of a variable, or whose text the Compose file has, is copied into the container. */
function fixOfSecret(said: string, { mounted = [] }: ContainerState): string {
  return mounted.some((path) => said.includes(path))
    ? "Let the container's user read the file behind the secret, as with chmod 644: Compose mounts it with its owner and mode."
    : "Let the container's user read it: give the secret `mode: 0444`, or a `uid`, under `secrets` of the service; Compose gives it to root otherwise.";
}

const notWritable = /read-?only file ?system|EROFS/i;

/** What to do for a program that was not let write, since the container's files are read-only. */
function fixOfReadOnly(said: string, inCluster: boolean): string {
  const otherwise = inCluster
    ? "let `readOnlyRootFilesystem` of the container be false"
    : "take `read_only` out of the service in the Compose file";
  const own = ownPlace.exec(said)?.[1];
  if (own)
    return `Let it write elsewhere than to ${own}, where a volume would hide what the image has, or ${otherwise}.`;
  const folder = folderIn(said);
  const place = folder ? `at ${folder}` : "where it writes";
  return inCluster
    ? `Mount an emptyDir ${place} in the chart, or ${otherwise}.`
    : `Give the service a \`tmpfs\` or a volume ${place}, or ${otherwise}.`;
}

/** A path that begins in the folder that the program was started in, which is its own. */
const ownPlace = /["'`]((?:\.{1,2}\/)?\.?[\w@-][\w.@-]{0,80}\/[\w.@/-]{1,200})["'`]/;

/** The folder that holds what was to be written. */
function folderIn(said: string): string | undefined {
  const named = [...said.matchAll(/(?:^|["'`(\s:])(\/[\w.@/-]{1,200})/g)].map(([, path = ""]) =>
    path.replace(/\/$/, ""),
  );
  // Before it stand the script or the source that says so.
  const path = named.at(-1);
  if (!path) return undefined;
  const folder = dirname(path);
  return folder === "/" ? path : folder;
}

/** In the words of Node, Python, Ruby and PHP. */
const missesModule =
  /cannot find (?:module|package)|no module named|cannot load such file|could not find gem|vendor\/autoload\.php/i;
const ofModules = /\/(?:node_modules|vendor|bundle|\.?venv|site-packages)$/;
