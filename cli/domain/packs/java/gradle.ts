import { assumed, type Found, type ProjectTree } from "../tree.ts";
import type { Build, Module, Packaged, Packaging, Wrapper } from "./build.ts";
import { type Catalog, dotted, readCatalog } from "./gradle-catalog.ts";
import { dependenciesIn } from "./gradle-dependencies.ts";
import { javaOf } from "./gradle-java.ts";
import { foundIn, isGradleFile, readScript, type Script, scriptOf, settingsFiles, valueNamed } from "./gradle-text.ts";
import { hasFrameworkMain, hasMain, isInOther } from "./main-class.ts";

interface Scripts {
  tree: ProjectTree;
  catalog: Catalog;
  /** The one at the top, which may speak for all modules. */
  root: Script | undefined;
  /** Those that a build has for itself, such as in buildSrc. */
  shared: readonly Script[];
}

/** A build by Gradle, in Groovy or Kotlin; undefined if it is none. */
export function readGradle(tree: ProjectTree): Build | undefined {
  const file = tree.paths.find(isGradleFile);
  if (!file) return undefined;
  const scripts = scriptsOf(tree);
  const places = [{ folder: "", project: "" }, ...placesOf(tree)];
  const all = [...places.flatMap(({ folder }) => scriptOf(tree, folder) ?? []), ...scripts.shared];
  const settings = settingsFiles.flatMap((path) => readScript(tree, path) ?? []);
  return {
    tool: "Gradle",
    file,
    name: foundIn(settings, /rootProject\.name\s{0,9}=\s{0,9}["']([^"'\n]{1,99})["']/) ?? {
      value: tree.folder,
      at: "folder",
    },
    modules: places.map((place) => moduleOf(place, scripts)),
    wrapper: wrapperOf(tree),
    java: javaOf(tree, all),
    springBoot: springBootOf(scripts, all),
    quarkus: valueNamed(tree, [], "quarkusPlatformVersion"),
    properties: new Map(),
    arguments: foundIn(all, /\b(com\.gorylenko\.gradle-git-properties)\b/)
      ? ["--exclude-task", "generateGitProperties"]
      : [],
  };
}

const scriptsOf = (tree: ProjectTree): Scripts => ({
  tree,
  catalog: readCatalog(tree),
  root: scriptOf(tree, ""),
  shared: [...tree.texts.keys()]
    .filter((path) => /^(?:buildSrc|build-logic|gradle)\/[^\n]{0,200}\.gradle(?:\.kts)?$/.test(path))
    .flatMap((path) => readScript(tree, path) ?? []),
});

/** A module as Gradle calls it, `libs:web`, and where it is. */
interface Place {
  folder: string;
  project: string;
}

/** `include("app", "libs:web")`; a list may go on over several lines. */
function placesOf(tree: ProjectTree): Place[] {
  const texts = settingsFiles.flatMap((path) => readScript(tree, path)?.text ?? []);
  const lists = texts.flatMap((text) => [
    ...text.matchAll(/^[ \t]{0,20}include\b[\s(]{0,20}((?:["'][^"'\n]{1,99}["'][\s,)]{0,40})+)/gm),
  ]);
  const names = lists.flatMap(([, list = ""]) =>
    [...list.matchAll(/["']([^"'\n]{1,99})["']/g)].map(([, name = ""]) => name.replace(/^:/, "")),
  );
  const moved = new Map(texts.flatMap(movedIn));
  const places = [...new Set(names)].map((project) => ({
    folder: moved.get(project) ?? project.replaceAll(":", "/"),
    project,
  }));
  return places.filter(({ folder }) => tree.paths.some((path) => path.startsWith(`${folder}/`)));
}

/** `project(":web").projectDir = file("$rootDir/server/web")` */
const movedIn = (text: string) =>
  [
    ...text.matchAll(
      /\bproject\(\s{0,9}["']:?([\w:.-]{1,99})["']\s{0,9}\)\.projectDir\s{0,9}=\s{0,9}(?:new )?[fF]ile\([^"'\n]{0,40}["'](?:\$\{?(?:rootDir|rootProject\.projectDir|settingsDir)\}?\/|\.\/)?([\w./-]{1,120})["']/g,
    ),
  ].map(([, project = "", folder = ""]) => [project, folder] as const);

function moduleOf({ folder, project }: Place, scripts: Scripts): Module {
  const { tree, root } = scripts;
  const own = scriptOf(tree, folder);
  const plugins = pluginsOf(scripts, own);
  const used = [own, root, ...scripts.shared].filter((script) => script !== undefined);
  const main = foundIn(
    own ? [own] : [],
    /\bmainClass(?:Name)?(?:\.set\(|\s{0,9}=)\s{0,9}["']([\w.$]{1,200})["']|["']Main-Class["']\s{0,9}(?::|to|\]\s?=|,)\s{0,9}["']([\w.$]{1,200})["']/,
  );
  return {
    folder,
    project,
    name: { value: project ? (project.split(":").at(-1) ?? project) : tree.folder, at: own?.path ?? assumed },
    dependencies: new Set(used.flatMap(({ text }) => dependenciesIn(text, scripts.catalog))),
    packaging: packagingOf(tree, folder, { own, plugins, main }),
    mainClass: main?.value,
  };
}

/** Ids of the plugins that a module applies, each with its place; the name is enough for those of Gradle itself. */
function pluginsOf(scripts: Scripts, own: Script | undefined): Map<string, string> {
  const { catalog, root, shared } = scripts;
  const plugins = new Map<string, string>();
  const read = ({ path, text }: Script) =>
    text.split("\n").forEach((line, index) => {
      if (/\bapply\(?\s{0,3}false/.test(line)) return;
      for (const id of idsIn(line, catalog)) if (!plugins.has(id)) plugins.set(id, `${path}:${index + 1}`);
    });
  if (own) read(own);
  // What the top applies to all, and what a plugin of the build's own applies.
  if (root && own !== root && /\b(?:sub|all)projects\b/.test(root.text))
    read({ path: root.path, text: afterFirst(root.text, /\b(?:sub|all)projects\b/) });
  for (const script of shared) {
    const id =
      script.path
        .split("/")
        .at(-1)
        ?.replace(/\.gradle(?:\.kts)?$/, "") ?? "";
    if (plugins.has(id) || own?.text.includes(script.path)) read(script);
  }
  return plugins;
}

/** The text from the first match on, its lines kept. */
function afterFirst(text: string, pattern: RegExp): string {
  const index = pattern.exec(text)?.index ?? text.length;
  return text.slice(0, index).replace(/[^\n]/g, "") + text.slice(index);
}

function idsIn(line: string, catalog: Catalog): string[] {
  const written =
    /^\s{0,40}(?:plugins\s{0,9}\{\s{0,9})?(?:id\b[\s(]{0,9}|apply\b[^\n]{0,9}plugin\s{0,9}[:=]\s{0,9}|apply\(plugin\s{0,9}=\s{0,9})["']([\w.-]{1,99})["']/.exec(
      line,
    )?.[1];
  const alias = /\balias\(?\s{0,9}libs\.plugins\.([\w.]{1,99})/.exec(line)?.[1];
  const plain = /^\s{0,40}`?(application|war)`?\s{0,9}$/.exec(line)?.[1];
  const aliased = alias === undefined ? undefined : catalog.plugins.get(dotted(alias))?.id;
  return [written, aliased, plain].filter((id) => id !== undefined);
}

/** Plugins that make a program of a module, by the packaging that they make; the first is taken. */
const packagings: readonly { value: Packaging; task: string; plugins: readonly string[]; needsMain?: boolean }[] = [
  { value: "quarkus", task: "quarkusBuild", plugins: ["io.quarkus"] },
  { value: "executable", task: "bootJar", plugins: ["org.springframework.boot"], needsMain: true },
  { value: "executable", task: "assemble", plugins: ["spring-boot"], needsMain: true },
  { value: "war", task: "war", plugins: ["war"] },
  {
    value: "distribution",
    task: "installDist",
    plugins: ["application", "io.micronaut.application", "io.ktor.plugin"],
  },
  {
    value: "executable",
    task: "shadowJar",
    plugins: ["com.gradleup.shadow", "com.github.johnrengelman.shadow", "io.github.goooler.shadow"],
  },
];

/** Plugins of programs with windows. */
const desktop = ["org.jetbrains.compose", "org.openjfx.javafxplugin", "dev.hydraulic.conveyor"];

function packagingOf(
  tree: ProjectTree,
  folder: string,
  {
    own,
    plugins,
    main,
  }: { own: Script | undefined; plugins: ReadonlyMap<string, string>; main: Found<string> | undefined },
): Packaged | undefined {
  if (desktop.some((id) => plugins.has(id))) return undefined;
  const runs = hasMain(tree, folder);
  for (const { value, task, plugins: ids, needsMain } of packagings) {
    const at = ids.map((id) => plugins.get(id)).find((place) => place !== undefined);
    if (!at || (needsMain && !hasFrameworkMain(tree, folder))) continue;
    // The plugin may be applied to all modules, of which few have something to start.
    const isAnothers = main ? isInOther(tree, folder, main.value) : !own?.text.includes("mainClass");
    if (value === "distribution" && !runs && isAnothers) continue;
    const isWar = task === "bootJar" && plugins.has("war");
    const file = value === "executable" && { file: isWar ? ("war" as const) : ("jar" as const) };
    return { value, at, task: isWar ? "bootWar" : task, ...file };
  }
  if (!runs || plugins.size === 0) return undefined;
  return main
    ? { value: "executable", at: main.at, task: "jar", file: "jar" }
    : { value: "classes", at: runs, task: "collectProgram" };
}

function wrapperOf(tree: ProjectTree): Wrapper | undefined {
  if (!tree.paths.includes("gradlew")) return undefined;
  const settings = "gradle/wrapper/gradle-wrapper.properties";
  const version = /gradle-(\d+\.\d+(?:\.\d+)?)[\w.-]{0,20}-(?:bin|all)/.exec(tree.texts.get(settings) ?? "")?.[1];
  const lacks = [settings, "gradle/wrapper/gradle-wrapper.jar"].find((path) => !tree.paths.includes(path));
  return { at: settings, version, ...(lacks && { lacks }) };
}

function springBootOf({ tree, catalog }: Scripts, scripts: readonly Script[]): Found<string> | undefined {
  const id = "org.springframework.boot";
  const written = foundIn(
    scripts,
    /["']org\.springframework\.boot["']\)?\s{1,9}version[\s(]{1,9}["']?([\w.${}-]{1,60})|spring-boot-gradle-plugin:([\w.${}-]{1,60})/,
  );
  if (written && /^\d/.test(written.value)) return written;
  const said = written && valueNamed(tree, scripts, written.value.replace(/[${}]/g, ""));
  const version = [...catalog.plugins.values()].find((plugin) => plugin.id === id)?.version;
  return said ?? (version ? { value: version, at: "gradle/libs.versions.toml" } : undefined);
}
