import type { Instruction, Stage } from "../../dockerfile/dockerfile.ts";
import type { ProgramImage } from "../../dockerfile/program-image.ts";
import { builtPages, type Pages, pagesStage } from "../node/pages.ts";
import { commandWords } from "../shared/procfile.ts";
import { below } from "../tree.ts";
import type { Build, Module, Packaging } from "./build.ts";
import { type Dropwizard, told } from "./dropwizard.ts";
import { isOldQuarkus, versionNumber } from "./frameworks.ts";
import { type Liberty, libertyImage } from "./liberty.ts";
import type { Program } from "./programs.ts";
import { modulesOf } from "./sources.ts";
import { tomcatImage } from "./tomcat.ts";

/** What the start of a Java program depends on. */
export interface Started {
  build: Build;
  program: Program;
  isSpring: boolean;
  /** Tells the program its port. */
  portOption: string | undefined;
  dropwizard: Dropwizard | undefined;
}

/** What its image depends on. */
export interface Findings extends Started {
  java: number;
  /** Servlets by their old name, `javax`. */
  usesJavax: boolean;
  /** What its server is told, if it is Open Liberty. */
  liberty: Liberty | undefined;
  /** Those that Node writes among its resources. */
  pages: Pages | undefined;
  /** Its folder, if it is built from the top of the repository. */
  folder: string | undefined;
}

type Image = Omit<ProgramImage, "environment" | "port">;

/** The heap may take this much of the container's memory; the rest is for threads, code and buffers. */
const memory = "-XX:MaxRAMPercentage=75";

export function imageOf(findings: Findings): Image {
  const { java, program, liberty, pages, folder } = findings;
  const stages = [...(pages ? [pagesStage(pages, folder)] : []), buildStage(findings)];
  if (program.packaging.value === "war") return tomcatImage({ java, usesJavax: findings.usesJavax, memory }, stages);
  if (liberty) return libertyImage({ java, server: serverOf(program), endpoint: liberty.endpoint, memory }, stages);
  return {
    stages,
    from: `eclipse-temurin:${java}-jre`,
    instructions: [
      { workdir: "/app" },
      ...environment(findings),
      ...(findings.dropwizard?.file ? [{ copy: [below(folder ?? "", findings.dropwizard.file)], to: "./" }] : []),
      ...parts(findings),
    ],
    command: commandWords(startOf(findings)),
  };
}

/** The line that starts it, with what its framework has it told. */
export const startOf = (started: Started, command = "server"): string =>
  [programOf(started), ...(started.dropwizard ? [told(started.dropwizard, command)] : [])].join(" ");

function programOf({ program, portOption, isSpring }: Started): string {
  const options = [memory, ...(portOption ? [portOption] : [])].join(" ");
  const main = program.main?.value ?? "";
  switch (program.packaging.value) {
    case "quarkus":
      return `java ${options} -jar quarkus-run.jar`;
    case "distribution":
      return portOption ? `JAVA_OPTS="$JAVA_OPTS ${portOption}" bin/program` : "bin/program";
    case "classes":
      return `java ${options} -cp "classes:lib/*" ${main}`;
    case "war":
      return "catalina.sh run";
    case "liberty":
      return `bin/server run ${serverOf(program)}`;
    default:
      return isSpring || !main
        ? `java ${options} -jar ${fileOf(program)}`
        : `java ${options} -cp ${fileOf(program)} ${main}`;
  }
}

const serverOf = ({ packaging }: Program) => packaging.server ?? "defaultServer";

const fileOf = ({ packaging }: Program) => `app.${packaging.file ?? "jar"}`;

/** Its script takes options from a variable. */
const environment = ({ program }: Findings): Instruction[] =>
  program.packaging.value === "distribution" ? [{ env: { JAVA_OPTS: memory } }] : [];

/** What changes seldom comes first: a new version of the program then is a small layer. */
function parts(findings: Findings): Instruction[] {
  const { packaging } = findings.program;
  const folders: Partial<Record<Packaging, string[]>> = {
    quarkus: ["lib", "quarkus", "app"],
    classes: ["lib", "classes"],
    distribution: ["lib", "bin"],
  };
  const copied = folders[packaging.value] ?? (isUnpacked(findings) ? ["lib"] : []);
  const file = packaging.value === "quarkus" ? "quarkus-run.jar" : packaging.file && fileOf(findings.program);
  return [
    ...copied.map((folder): Instruction => ({ copy: [`/app/${folder}`], to: `./${folder}`, from: "build" })),
    ...(file ? [{ copy: [`/app/${file}`], to: "./", from: "build" }] : []),
  ];
}

/** Newer versions of Spring Boot take their jar apart themselves. */
const isUnpacked = ({ isSpring, build, program }: Findings) =>
  isSpring && program.packaging.file === "jar" && (versionNumber(build.springBoot?.value) ?? 0) >= 303;

/** Where each tool keeps what it fetches, and by which variable it, or its wrapper, is told so. */
const places = {
  Maven: { cache: "/cache/maven", home: "MAVEN_USER_HOME" },
  Gradle: { cache: "/cache/gradle", home: "GRADLE_USER_HOME" },
};

/**
 * Everything at once: what a build fetches is known to its tool alone, and the cache keeps it. It is locked, since
 * neither tool expects another one in its folder.
 */
function buildStage(findings: Findings): Stage {
  const { build, java, pages, folder } = findings;
  const isWrapped = build.wrapper && !build.wrapper.lacks;
  const major = build.wrapper?.version?.split(".")[0] ?? (java > 21 ? "9" : "8");
  const from = isWrapped
    ? `eclipse-temurin:${java}-jdk`
    : build.tool === "Maven"
      ? `maven:3-eclipse-temurin-${java}`
      : `gradle:${major}-jdk${java}`;
  const { cache, home } = places[build.tool];
  const collects = findings.program.packaging.task === "collectProgram";
  return {
    from,
    as: "build",
    instructions: [
      { workdir: "/src" },
      { env: { [home]: cache } },
      ...(collects ? [{ write: collectProgram, to: "/collect.gradle" }] : []),
      { copy: ["."], to: "." },
      ...(pages ? [builtPages(pages, folder)] : []),
      ...(folder ? [{ workdir: `/src/${folder}` }] : []),
      { run: [buildLine(findings), ...result(findings)].join(" \\\n && "), cache: `${cache},sharing=locked` },
    ],
  };
}

function buildLine({ build, program }: Findings): string {
  const { module, packaging } = program;
  const isWrapped = build.wrapper && !build.wrapper.lacks;
  if (build.tool === "Maven") {
    const goals = ["package", ...(furtherGoals[packaging.value] ?? [])];
    const part = module.folder ? partOf(module, build) : [];
    // Through a shell: whoever commits it from Windows leaves it without the right to be run.
    const repository = `-Dmaven.repo.local=${places.Maven.cache}/repository`;
    const options = ["--batch-mode", repository, "-DskipTests", ...build.arguments];
    return [isWrapped ? "bash mvnw" : "mvn", ...options, ...part, ...goals].join(" ");
  }
  const task = `${module.project ? `:${module.project}:` : ""}${packaging.task}`;
  const script = packaging.task === "collectProgram" ? ["--init-script", "/collect.gradle"] : [];
  return [
    isWrapped ? "bash gradlew" : "gradle",
    "--no-daemon",
    "--console=plain",
    ...script,
    ...build.arguments,
    task,
  ].join(" ");
}

/** What puts a program together that `package` alone does not. */
const furtherGoals: Partial<Record<Packaging, readonly string[]>> = {
  classes: ["dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=target/lib"],
  liberty: ["liberty:create", "liberty:install-feature", "liberty:deploy", "-DlooseApplication=false"],
};

/** One that needs nothing of the others is built without what those ask for. */
const partOf = (module: Module, { modules }: Build): string[] =>
  module.inherits || modulesOf(module, modules).length > 1
    ? ["--projects", module.folder, "--also-make"]
    : ["--file", `${module.folder}/pom.xml`];

/** What the build made, at one place whatever it is called. */
function result(findings: Findings): string[] {
  const { build, program } = findings;
  const target = [program.module.folder, build.tool === "Maven" ? "target" : "build"].filter(Boolean).join("/");
  const files = build.tool === "Maven" ? target : `${target}/libs`;
  // The largest is the one with everything in it.
  const largest = (end: string) => `"$(ls -S ${files}/*.${end} | head -n 1)"`;
  switch (program.packaging.value) {
    case "quarkus":
      // Before 1.12 there was no such folder.
      return isOldQuarkus(build, 112)
        ? [
            "mkdir -p /app/quarkus /app/app",
            `cp -r ${target}/lib /app/lib`,
            `cp ${target}/*-runner.jar /app/quarkus-run.jar`,
          ]
        : [`cp -r ${target}/quarkus-app /app`];
    case "distribution":
      return [`cp -r ${target}/install/*/ /app`, "rm -f /app/bin/*.bat", "mv /app/bin/* /app/bin/program"];
    case "classes":
      return build.tool === "Maven"
        ? [`mkdir -p /app ${target}/lib`, `cp -r ${target}/classes ${target}/lib /app/`]
        : ["mkdir /app/classes"];
    case "liberty":
      return [
        `cp -r ${target}/liberty/wlp /app`,
        `mkdir -p /app/usr/servers/${serverOf(program)}/configDropins/overrides`,
      ];
    case "war":
      return [`cp ${largest("war")} /app.war`, "mkdir /app", "cd /app", "jar -xf /app.war"];
    default:
      return isUnpacked(findings)
        ? [`cp ${largest("jar")} /app.jar`, "java -Djarmode=tools -jar /app.jar extract --destination /app"]
        : ["mkdir /app", `cp ${largest(program.packaging.file ?? "jar")} /app/${fileOf(program)}`];
  }
}

/** A jar and its libraries, for a build that has no way to collect them. */
const collectProgram = `allprojects {
  plugins.withId("java") {
    tasks.register("collectProgram", Copy) {
      from(tasks.named("jar"), configurations.named("runtimeClasspath"))
      into("/app/lib")
    }
  }
}`;
