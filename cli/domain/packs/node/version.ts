import satisfies from "semver/functions/satisfies.js";
import intersects from "semver/ranges/intersects.js";
import validRange from "semver/ranges/valid.js";
import { pinnedTool } from "../shared/pinned-tool.ts";
import { assumed, type Found, lineAt, type ProjectTree } from "../tree.ts";
import { type Manifest, manifestFile } from "./manifest.ts";

const defaultNode = 24;

/** Supported lines first, the ones with long support before the others. */
const majors = [defaultNode, 22, 26, 20, 18, 16, 14, 25, 23, 21, 19, 17] as const;
const codenames: Readonly<Record<string, number>> = {
  fermium: 14,
  gallium: 16,
  hydrogen: 18,
  iron: 20,
  jod: 22,
  krypton: 24,
};
const newestOfMajor = (major: number) => `${major}.999.999`;

/** The Node line that the image is made from: what developers use, as far as package.json allows it. */
export function detectNode(manifest: Manifest, tree: ProjectTree): Found<number> {
  const pinned = pinnedNode(tree);
  const range = validRange(manifest.node ?? "");
  if (!manifest.node || !range) return pinned ?? { value: defaultNode, at: assumed };
  if (pinned && intersects(`${pinned.value}.x`, range)) return pinned;
  const allowed = majors.find((major) => satisfies(newestOfMajor(major), range)) ?? exactMajor(range);
  return { value: allowed ?? defaultNode, at: allowed ? manifest.at(...manifest.nodeKey) : assumed };
}

/** `24.3.0` allows one version of its line only; the line is right, its security fixes are wanted. */
const exactMajor = (range: string): number | undefined => {
  const major = Number(/(?<!\d)(\d+)\./.exec(range)?.[1]);
  return major >= 12 ? major : undefined;
};

function pinnedNode(tree: ProjectTree): Found<number> | undefined {
  for (const file of [".nvmrc", ".node-version"]) {
    const text = tree.texts.get(file)?.trim().toLowerCase();
    if (text === undefined) continue;
    const major = Number(/^v?(\d+)/.exec(text)?.[1]) || codenames[text.replace(/^lts\//, "")];
    if (major) return { value: major, at: `${file}:1` };
    if (text === "lts/*" || text === "node") return { value: defaultNode, at: `${file}:1` };
  }
  const said = pinnedTool(tree, "node", "nodejs") ?? voltaIn(tree);
  const major = Number(/^v?(\d{1,2})/.exec(said?.value ?? "")?.[1]);
  return said && major ? { value: major, at: said.at } : undefined;
}

/** What Volta takes, in a part of package.json of its own. */
function voltaIn({ texts }: ProjectTree): Found<string> | undefined {
  const text = texts.get(manifestFile) ?? "";
  const match = /"volta"\s{0,9}:\s{0,9}\{[^}]{0,200}?"node"\s{0,9}:\s{0,9}"(\d{1,2})/.exec(text);
  return match ? { value: match[1] ?? "", at: `${manifestFile}:${lineAt(text, match.index)}` } : undefined;
}
