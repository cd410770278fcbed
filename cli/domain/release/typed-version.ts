import { usageError } from "../../../lib/errors.ts";
import type { Naming } from "./naming.ts";
import { parseVersion } from "./version.ts";
import { versionMeant } from "./version-meant.ts";

type ProjectTags = Pick<Naming, "project" | "tag" | "tagPrefix">;

/** The version that a person means by `1.4.0`, `v1.4.0` or the project's whole tag, as a pipeline has it too; undefined for other words. */
export function typedVersion(text: string, { tagPrefix }: Pick<Naming, "tagPrefix">): string | undefined {
  const tag = text.replace(/^refs\/tags\//, "");
  const own = tag.startsWith(tagPrefix) ? tag.slice(tagPrefix.length) : tag;
  return parseVersion(own.replace(/^v/, ""));
}

/** Checks a version that a person typed. */
export function readVersion(text: string, naming: ProjectTags): string {
  const version = typedVersion(text, naming);
  if (version) return version;
  const other = versionOfOtherTag(text);
  if (other) throw otherProjectsTag(text, other, naming);
  const tag = naming.tagPrefix && ` or ${naming.tag("1.4.0")}`;
  const meant = versionMeant(text);
  const like = meant ? `Write it as ${meant}.` : `Write it as 1.4.0 or 1.4.0-rc.1${tag}.`;
  if (meant && text.includes("+"))
    throw usageError(`"${text}" has build metadata, and a tag of an image has no \`+\``, { hint: like });
  throw usageError(`"${text}" is not a semantic version`, { hint: meantBy(text) ?? like });
}

/** Words that stand for a version elsewhere. */
function meantBy(text: string): string | undefined {
  if (/^(?:latest|newest|stable|current)$/i.test(text)) return "Leave the version out: the newest one is taken.";
  return /^(?:major|minor|patch)$/.test(text)
    ? `How far it moves is an option: \`chatops release --bump ${text}\`.`
    : undefined;
}

/** The version in a tag with a beginning that is not the project's. */
function versionOfOtherTag(text: string): string | undefined {
  const start = text.search(/[/-]v?\d{1,8}\.\d{1,8}\.\d/);
  return start > 0 ? parseVersion(text.slice(start + 1).replace(/^v/, "")) : undefined;
}

const otherProjectsTag = (text: string, version: string, { project, tag, tagPrefix }: ProjectTags) =>
  usageError(
    `"${text}" is not a tag of ${project}, whose tags ${tagPrefix ? `begin with ${tagPrefix}` : "have no prefix"}`,
    {
      hint: `Of ${project} it is ${tag(version)}, or ${version}. Another project? Run the command in its folder, or name that with -C.`,
    },
  );
