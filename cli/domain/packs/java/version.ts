import type { Warning } from "../pack.ts";
import { pinnedTool, toolFiles } from "../shared/pinned-tool.ts";
import { assumed, type Found, type ProjectTree } from "../tree.ts";
import type { Build } from "./build.ts";
import { versionNumber } from "./frameworks.ts";

/** Versions that images are made for; of those between them there are none any more. */
const supported: readonly number[] = [8, 11, 17, 21, 25];
const usual = 21;

/** The newest of them that a version of Gradle runs on: the first line whose version it reaches. */
const newestForGradle: readonly [since: number, java: number][] = [
  [901, 25],
  [805, 21],
  [703, 17],
  [500, 11],
  [0, 8],
];
const oldestForGradle9 = 17;
const oldestForSpringBoot3 = 17;

/** The newest that a version of Spring Boot runs on, where nothing says what the code is written for. */
const newestForSpringBoot: readonly [since: number, java: number][] = [
  [300, 21],
  [205, 17],
  [201, 11],
  [0, 8],
];

const newest = (table: readonly [since: number, java: number][], version: string | undefined) => {
  const number = versionNumber(version);
  return number === undefined ? undefined : table.find(([since]) => number >= since)?.[1];
};

export interface JavaVersion extends Found<number> {
  warnings: readonly Warning[];
}

/** The Java that the image is made from: what a file pins, else what the code is written for. */
export function javaVersion(tree: ProjectTree, build: Build): JavaVersion {
  const [said, written] = [pinned(tree), numberFound(build.java)];
  // What is written for a newer one does not run on the one that somebody once pinned.
  const wanted = said && written && written.value > said.value ? written : (said ?? written);
  const gradle = build.tool === "Gradle" ? build.wrapper?.version : undefined;
  const limit = newest(newestForGradle, gradle);
  if (!wanted) return { ...unsaid(build, limit), warnings: [] };
  const oldest = Math.max(
    (versionNumber(gradle) ?? 0) >= 900 ? oldestForGradle9 : 0,
    (versionNumber(build.springBoot?.value) ?? 0) >= 300 ? oldestForSpringBoot3 : 0,
  );
  const value = supported.find((version) => version >= Math.max(wanted.value, oldest)) ?? wanted.value;
  const at = value === wanted.value ? wanted.at : `${wanted.at} asks for ${wanted.value}`;
  return { value, at, warnings: [...otherVersion(wanted, value), ...tooNew(value, limit, build)] };
}

function unsaid({ springBoot }: Build, limit: number | undefined): Found<number> {
  const boot = newest(newestForSpringBoot, springBoot?.value);
  const value = Math.min(boot ?? usual, limit ?? usual);
  if (value === boot && springBoot) return { value, at: `${springBoot.at} Spring Boot ${springBoot.value}` };
  return { value, at: value === limit && limit < usual ? "the newest that its Gradle runs on" : assumed };
}

const numberFound = (found: Found<string> | undefined): Found<number> | undefined => {
  const value = Number(/^(?:1\.)?(\d{1,2})(?:\D|$)/.exec(found?.value ?? "")?.[1]);
  return found && value > 0 ? { value, at: found.at } : undefined;
};

/** Files that say which Java a machine has to have. */
const pins: readonly [file: string, pattern: RegExp][] = [
  [".java-version", /^(?:\w{1,20}-)?((?:1\.)?\d{1,2})/],
  [".sdkmanrc", /^\s{0,9}java\s{0,9}=\s{0,9}((?:1\.)?\d{1,2})/],
  ["system.properties", /^java\.runtime\.version\s{0,9}=\s{0,9}((?:1\.)?\d{1,2})/],
];

export const pinFiles: readonly string[] = [...pins.map(([file]) => file), ...toolFiles];

function pinned(tree: ProjectTree): Found<number> | undefined {
  for (const [file, pattern] of pins) {
    const lines = (tree.texts.get(file) ?? "").split("\n");
    const index = lines.findIndex((line) => pattern.test(line));
    const found = numberFound({ value: pattern.exec(lines[index] ?? "")?.[1] ?? "", at: `${file}:${index + 1}` });
    if (found) return found;
  }
  const tool = pinnedTool(tree, "java");
  const version = /^(?:[a-z][a-z-]{0,30}-)?((?:1\.)?\d{1,2}(?:\D.{0,30})?)$/.exec(tool?.value ?? "")?.[1];
  return tool && version ? numberFound({ value: version, at: tool.at }) : undefined;
}

const otherVersion = (wanted: Found<number>, taken: number): Warning[] =>
  wanted.value === taken
    ? []
    : [
        {
          text: `there is no image of Java ${wanted.value} (${wanted.at}): Java ${taken} builds and runs it`,
          hint: `Move it to Java ${taken}, and say so there.`,
        },
      ];

const tooNew = (java: number, limit: number | undefined, { wrapper }: Build): Warning[] =>
  limit === undefined || java <= limit
    ? []
    : [
        {
          text: `Gradle ${wrapper?.version} (${wrapper?.at}) does not run on Java ${java}`,
          hint: "Raise the version of the wrapper: `./gradlew wrapper --gradle-version <version>`.",
        },
      ];
