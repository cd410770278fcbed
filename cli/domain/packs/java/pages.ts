import { detectPages, type Pages } from "../node/pages.ts";
import { below, type ProjectTree } from "../tree.ts";
import type { Module } from "./build.ts";

/** What has Maven or Gradle run Node itself, or knows of pages by its own plugin. */
const byTheBuild = /frontend-(?:maven|gradle)-plugin|node-gradle|moowork\.node|<executable>npm|["']npm|vaadin|quinoa/;
const buildFile = /(?:^|\/)(?:pom\.xml|[\w.-]{1,60}\.gradle(?:\.kts)?)$/;

/** Resources of a program that servers hand out, whichever of them one has. */
const served = ["static", "public", "META-INF/resources"];

/** Pages that Node writes among the resources of a program, where nobody committed them, and the build leaves that to people. */
export function pagesOf(tree: ProjectTree, { folder }: Module): Pages | undefined {
  if ([...tree.texts].some(([path, text]) => buildFile.test(path) && byTheBuild.test(text))) return undefined;
  const resources = below(folder, "src/main/resources");
  const embedded = served.map((name) => ({ value: `${resources}/${name}`, at: resources }));
  const pages = detectPages(tree, { embedded, named: () => undefined });
  const isWritten = pages?.output.value === pages?.built && pages?.built.startsWith(`${resources}/`);
  return isWritten ? pages : undefined;
}
