import type { Found, ProjectTree } from "../tree.ts";
import { foundIn, type Script, valueNamed } from "./gradle-text.ts";

const versions: readonly RegExp[] = [
  /\bJavaLanguageVersion\.of\(\s{0,9}["']?([^)"'\n]{1,80})/,
  /\bjvmToolchain\(\s{0,9}([^)\n]{1,80})/,
  /\bjvmTarget\b[^\n]{0,40}?(?:=|set\()\s{0,9}(?:JvmTarget\.)?["']?([\w.]{1,80})/,
  /\b(?:target|source)Compatibility\b\s{0,9}(?:=|\s)\s{0,9}(?:JavaVersion\.toVersion\()?["']?([\w.]{1,80})/,
  /\b(?:options\.)?release(?:\.set\(|\s{0,9}=)\s{0,9}(\d{1,2})/,
];

/** The Java that a build asks for, wherever it says so. */
export function javaOf(tree: ProjectTree, scripts: readonly Script[]): Found<string> | undefined {
  for (const pattern of versions) {
    const found = foundIn(scripts, pattern);
    if (!found) continue;
    const value = found.value.replace(/^(?:JavaVersion\.)?(?:VERSION_|JVM_)/, "").replace("_", ".");
    if (/^\d/.test(value)) return { value, at: found.at };
    const said = valueNamed(tree, scripts, value);
    if (said) return said;
  }
  return undefined;
}
