import { type XmlElement, xmlAt } from "../../../core/xml.ts";
import type { Found, ProjectTree } from "../tree.ts";
import type { Build, Module, Packaged, Wrapper } from "./build.ts";
import { hasFrameworkMain, hasMain } from "./main-class.ts";
import {
  dependenciesOf,
  filled,
  lineOf,
  type Plugin,
  type Pom,
  pluginsOf,
  pomFile,
  productionProfile,
  propertiesOf,
  propertyOf,
  readPoms,
  textBelow,
} from "./pom.ts";

/** A build by Maven; undefined if it is none. */
export function readMaven(tree: ProjectTree): Build | undefined {
  const poms = readPoms(tree);
  const [root] = poms;
  if (!root) return undefined;
  const profile = productionProfile(root);
  return {
    tool: "Maven",
    file: pomFile,
    name: nameOf(root, tree),
    modules: poms.map((pom) => moduleOf(pom, tree)),
    wrapper: wrapperOf(tree),
    java: firstOf(poms, javaOf),
    springBoot: firstOf(poms, springBootOf),
    quarkus: firstOf(poms, quarkusOf),
    profile,
    properties: propertiesOf(root),
    arguments: [
      ...(profile ? ["--activate-profiles", profile.value] : []),
      ...new Set(poms.flatMap((pom) => pluginsOf(pom).flatMap(({ name }) => needed[name] ?? []))),
    ],
  };
}

/** Plugins that ask Git or an engine, neither of which is there while an image is built. */
const needed: Readonly<Record<string, string>> = {
  "git-commit-id-plugin": "-Dmaven.gitcommitid.skip=true",
  "git-commit-id-maven-plugin": "-Dmaven.gitcommitid.skip=true",
  "dockerfile-maven-plugin": "-Ddockerfile.skip=true",
  "docker-maven-plugin": "-Ddocker.skip=true",
  "jib-maven-plugin": "-Djib.skip=true",
};

function firstOf<T>(poms: readonly Pom[], find: (pom: Pom) => T | undefined): T | undefined {
  for (const pom of poms) {
    const found = find(pom);
    if (found) return found;
  }
  return undefined;
}

function nameOf({ path, project }: Pom, { folder }: ProjectTree): Found<string> {
  const found = xmlAt(project, "artifactId");
  return found ? { value: found.text, at: `${path}:${found.line}` } : { value: folder, at: "folder" };
}

const moduleOf = (pom: Pom, tree: ProjectTree): Module => {
  const packaging = packagingOf(pom, tree);
  const named = mainClassOf(pom);
  return {
    folder: pom.folder,
    name: nameOf(pom, tree),
    dependencies: new Set(dependenciesOf(pom)),
    packaging,
    inherits: pom.parent !== undefined,
    mainClass: named && !named.includes("${") ? named : undefined,
  };
};

/** Whatever the plugins make of it; a jar that nothing makes runnable still is one if its code has a main method. */
function packagingOf(pom: Pom, tree: ProjectTree): Packaged | undefined {
  const type = xmlAt(pom.project, "packaging");
  if (type?.text === "pom") return undefined;
  const plugins = pluginsOf(pom);
  const runs = hasMain(tree, pom.folder);
  const plugin = (...names: string[]) =>
    plugins.find(({ name, element }) => names.includes(name) && !isSkipped(element));
  const quarkus = plugin("quarkus-maven-plugin");
  if (quarkus && dependenciesOf(pom).some((name) => name.startsWith("quarkus-")))
    return { value: "quarkus", at: quarkus.at };
  const boot = plugin("spring-boot-maven-plugin");
  const file = type?.text === "war" ? "war" : "jar";
  if (boot && hasFrameworkMain(tree, pom.folder)) return { value: "executable", at: boot.at, file };
  const liberty = plugin("liberty-maven-plugin");
  const server = liberty && (textBelow(liberty.element, "serverName")?.text ?? "defaultServer");
  if (liberty && server && file === "war") return { value: "liberty", at: liberty.at, server: filled(pom, server) };
  if (type && file === "war") return { value: "war", at: `${pom.path}:${type.line}` };
  if (!runs) return undefined;
  const fat = plugins.find(isFat) ?? micronautParent(pom);
  return fat ? { value: "executable", at: fat.at, file: "jar" } : { value: "classes", at: runs };
}

const isSkipped = (element: XmlElement) => xmlAt(element, "configuration", "skip")?.text === "true";

const isFat = ({ name, element }: Plugin) =>
  name === "maven-shade-plugin" ||
  (name === "maven-assembly-plugin" && textBelow(element, "descriptorRef")?.text === "jar-with-dependencies");

/** It makes one jar of everything by a plugin that it has itself. */
function micronautParent(pom: Pom): { at: string } | undefined {
  const found = lineOf(pom).find(({ project }) => xmlAt(project, "parent", "artifactId")?.text === "micronaut-parent");
  return found && { at: `${found.path}:${xmlAt(found.project, "parent")?.line}` };
}

const namingPlugins = [
  "maven-shade-plugin",
  "maven-assembly-plugin",
  "maven-jar-plugin",
  "exec-maven-plugin",
  "spring-boot-maven-plugin",
];

function mainClassOf(pom: Pom): string | undefined {
  const plugins = pluginsOf(pom).filter(({ name }) => namingPlugins.includes(name));
  const named = plugins.flatMap(({ element }) => textBelow(element, "mainClass")?.text ?? []).at(0);
  const text =
    named ??
    ["exec.mainClass", "mainClass", "main.class", "start-class"]
      .map((name) => propertyOf(pom, name)?.value)
      .find(Boolean);
  return text && filled(pom, text);
}

function wrapperOf(tree: ProjectTree): Wrapper | undefined {
  if (!tree.paths.includes("mvnw")) return undefined;
  const settings = ".mvn/wrapper/maven-wrapper.properties";
  const version = /apache-maven-(\d+\.\d+[\w.-]{0,20})-bin/.exec(tree.texts.get(settings) ?? "")?.[1];
  return { at: "mvnw", version, ...(!tree.paths.includes(settings) && { lacks: settings }) };
}

const versionProperties = [
  "maven.compiler.release",
  "java.version",
  "maven.compiler.target",
  "maven.compiler.source",
  "jdk.version",
  "kotlin.compiler.jvmTarget",
];

function javaOf(pom: Pom): Found<string> | undefined {
  const property = versionProperties.map((name) => propertyOf(pom, name)).find(Boolean);
  const found = property ?? compilerVersion(pom);
  return found && { value: filled(pom, found.value), at: found.at };
}

function compilerVersion(pom: Pom): Found<string> | undefined {
  for (const { name, element, at } of pluginsOf(pom)) {
    if (name !== "maven-compiler-plugin" && name !== "kotlin-maven-plugin") continue;
    const found = ["release", "target", "source", "jvmTarget"].map((key) => textBelow(element, key)).find(Boolean);
    if (found) return { value: found.text, at: at.replace(/:\d+$/, `:${found.line}`) };
  }
  return undefined;
}

function springBootOf(pom: Pom): Found<string> | undefined {
  const { path, project } = pom;
  const parent = xmlAt(project, "parent");
  if (xmlAt(parent, "artifactId")?.text === "spring-boot-starter-parent")
    return { value: xmlAt(parent, "version")?.text ?? "", at: `${path}:${parent?.line}` };
  const property = propertyOf(pom, "spring-boot.version") ?? propertyOf(pom, "spring.boot.version");
  const managed = xmlAt(project, "dependencyManagement", "dependencies")?.children.find(
    (dependency) => xmlAt(dependency, "artifactId")?.text === "spring-boot-dependencies",
  );
  const version = managed && xmlAt(managed, "version");
  const said = version && { value: filled(pom, version.text), at: `${path}:${version.line}` };
  return said ?? property;
}

const quarkusOf = (pom: Pom): Found<string> | undefined =>
  ["quarkus.platform.version", "quarkus.version", "quarkus-plugin.version"]
    .map((name) => propertyOf(pom, name))
    .find(Boolean);
