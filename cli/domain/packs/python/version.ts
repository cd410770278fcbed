import satisfies from "semver/functions/satisfies.js";
import validRange from "semver/ranges/valid.js";
import { lineWith } from "../shared/line-with.ts";
import { pinnedTool } from "../shared/pinned-tool.ts";
import { assumed, type Found, type ProjectTree } from "../tree.ts";
import { condaFiles } from "./manifest.ts";
import { minorOf, newestForPins, newestWithWheels } from "./wheels.ts";

const known = ["3.13", "3.12", "3.11", "3.10", "3.14", "3.9", "3.8", "3.7"] as const;
const [newest] = known;

/** The Python that the image is made from: what a file pins, else the newest that the manifest and the packages allow. */
export function detectPython(tree: ProjectTree): Found<string> {
  const pinned =
    lineWith(tree, ".python-version", /^(?:python-)?(3\.\d+)/) ??
    lineWith(tree, "runtime.txt", /^python-(3\.\d+)/) ??
    lineWith(tree, "Pipfile", /^python_version\s*=\s*"(3\.\d+)/) ??
    condaPython(tree) ??
    pinnedMinor(tree);
  if (pinned) return pinned;
  const exact = lineWith(tree, "pyproject.toml", /^(?:requires-)?python\s*=\s*["'](?:==)?(3\.\d+)(?:\.\d+)?["']/);
  if (exact) return exact;
  const range =
    lineWith(tree, "pyproject.toml", /^requires-python\s*=\s*["']([^"']+)/) ??
    lineWith(tree, "pyproject.toml", /^python\s*=\s*["']([^"']+)/) ??
    lineWith(tree, "setup.cfg", /^python_requires\s*=\s*([^#\s][^#]*)/) ??
    lineWith(tree, "setup.py", /\bpython_requires\s*=\s*["']([^"']+)/);
  const allowed = known.filter((version) => !range || isAllowed(version, range.value));
  const limit = newestFor(tree) ?? newestWithWheels(tree) ?? newestForPins(tree);
  const limited = limit && allowed.find((version) => minorOf(version) <= minorOf(limit.value));
  if (limited && limited !== allowed[0]) return { value: limited, at: limit.at };
  return range && allowed[0] ? { value: allowed[0], at: range.at } : { value: newest, at: assumed };
}

function condaPython(tree: ProjectTree): Found<string> | undefined {
  const found = condaFiles.map((file) =>
    lineWith(tree, file, /^\s{0,20}-\s{0,9}python\s{0,3}={1,2}\s{0,3}(3\.\d{1,2})/),
  );
  return found.find(Boolean);
}

function pinnedMinor(tree: ProjectTree): Found<string> | undefined {
  const tool = pinnedTool(tree, "python");
  const value = /^3\.\d{1,2}/.exec(tool?.value ?? "")?.[0];
  return tool && value ? { value, at: tool.at } : undefined;
}

/** `>=3.9,<4` and `==3.11.*`, in npm's words. */
function isAllowed(version: string, range: string): boolean {
  const words = range
    .replace(/!=[^,]{0,20}/g, "")
    .replace(/~=(?=\s{0,3}\d{1,2}\.\d{1,2}\.\d)/g, "~")
    .replaceAll(",", " ")
    .replaceAll("~=", "^")
    .replaceAll("==", "")
    .replaceAll(".*", "");
  return validRange(words) !== null && satisfies(`${version}.99`, words);
}

/** The newest Python that an old framework runs on. */
const limits: readonly [pinned: RegExp, newest: string][] = [
  [/^(?:django)==1\./i, "3.7"],
  [/^(?:django)==2\./i, "3.9"],
  [/^(?:django)==3\./i, "3.10"],
  [/^(?:django)==4\./i, "3.12"],
  [/^(?:flask)==(?:0|1)\./i, "3.9"],
];

function newestFor(tree: ProjectTree): Found<string> | undefined {
  const lines = (tree.texts.get("requirements.txt") ?? "").split("\n");
  for (const [pinned, value] of limits) {
    const index = lines.findIndex((line) => pinned.test(line.trim()));
    if (index !== -1) return { value, at: `requirements.txt:${index + 1} ${lines[index]?.trim()}` };
  }
  return undefined;
}
