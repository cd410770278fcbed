import type { Warning } from "../pack.ts";
import { isDevelopmentServer } from "../shared/development-server.ts";
import { apartFromMigrating } from "./build-scripts.ts";
import type { Built, Findings } from "./findings.ts";
import { buildsIntoModules } from "./install-needs.ts";
import { isWorkspace } from "./manifest.ts";
import { lockfiles } from "./package-managers.ts";
import { isRedwood } from "./redwood.ts";
import { builtInWarnings } from "./svelte-env.ts";

const allLockfiles = lockfiles();

type Check = (built: Built) => Warning | Warning[] | undefined;

/** Whatever lets a Node project be built but will hurt later. */
const checks: readonly Check[] = [
  ({ chosen: { lockfile, manager } }) =>
    lockfile
      ? undefined
      : {
          text: `no lockfile (${manager.lockfiles.join(", ")}): two builds of one commit may differ`,
          hint: `Run \`${manager.unlocked.install.split(" --")[0]}\`, commit the lockfile and import again.`,
        },
  ({ chosen: { lockfile }, tree: { paths } }) => {
    const others = allLockfiles.filter((file) => file !== lockfile && paths.includes(file));
    if (!lockfile || others.length === 0) return undefined;
    return {
      text: `${lockfile} is used, and beside it stands ${others.join(", ")}`,
      hint: "Remove those that are not kept up to date.",
    };
  },
  ({ manifest, tree }) =>
    isWorkspace(manifest, tree) && !tree.paths.includes("nx.json") && !isRedwood(manifest, tree)
      ? {
          text: "this is a workspace of several packages; it is imported as one image that starts the package at its top",
          hint: "A package with a lockfile of its own is imported by naming its folder.",
        }
      : undefined,
  ({ manifest, workspace }) =>
    !workspace && apartFromMigrating("build", manifest)
      ? {
          text: `${manifest.at("scripts", "build")} changes the database while it builds, where none is: the image is built without that`,
          hint: "Take it out of the script: what brings the database up to date runs before each release.",
        }
      : undefined,
  ({ tree }) =>
    /^$|node_modules/.test(tree.texts.get(".dockerignore") ?? "")
      ? undefined
      : {
          text: "your .dockerignore lets node_modules of this machine into the image",
          hint: "Add a line `node_modules` to it.",
        },
  ({ tree }) => {
    const all = (tree.texts.get(".npmrc") ?? "").matchAll(/\$\{(\w+)\}/g);
    const names = [...new Set([...all].map(([, name = ""]) => name))];
    return names.map((name) => ({
      text: `.npmrc reads the variable ${name}, which nothing has while the image is built`,
      hint: [
        `Give it to the build: \`build: { secrets: { ${name}: { environment: ${name} } } }\` in chatops.yaml,`,
        `and \`RUN --mount=type=secret,id=${name} ${name}=$(cat /run/secrets/${name}) …\` for the install in the Dockerfile.`,
      ].join(" "),
    }));
  },
];

/** What the start command, or the build, lets a program in for. */
export const startWarnings = ({
  start,
  needsDevelopment,
  chosen: { manager },
  manifest,
  tree,
  survey,
}: Findings): Warning[] => [
  ...builtInWarnings(survey.sources),
  ...(needsDevelopment && !start.needsDevelopment
    ? [
        {
          text: `${needsDevelopment} is run for the database, and is a development dependency: all of them go into the image`,
          hint: `Move ${needsDevelopment} to dependencies.`,
        },
      ]
    : []),
  ...(buildsIntoModules(manifest, tree, ["build"])
    ? [
        {
          text: "the build writes into node_modules: all that is installed for it goes into the image",
          hint: "Let it write elsewhere, as beside the sources.",
        },
      ]
    : []),
  // A framework's own tool stands where the framework has it.
  ...(start.needsDevelopment && !start.keepsModules && !isDevelopmentServer(start.value)
    ? [
        {
          text: `${start.at} starts ${start.needsDevelopment}, a development dependency: all of them go into the image`,
          hint: `Move ${start.needsDevelopment} to dependencies, or start a built file.`,
        },
      ]
    : []),
  ...(isDevelopmentServer(start.value)
    ? [
        {
          text: `${start.at} starts a development server: ${start.value}`,
          hint: `Add a script for production, such as "start:prod": "node dist/server.js", and import again; \`${manager.run("build")}\` makes what it runs.`,
        },
      ]
    : []),
];

export const buildWarnings = (built: Built): Warning[] => checks.flatMap((check) => check(built) ?? []);
