import type { Warning } from "../../project/facts.ts";
import { detectLoopback } from "../../project/port.ts";
import type { Findings, Surroundings } from "./findings.ts";

type Check = (findings: Findings & Surroundings) => Warning | Warning[] | undefined;

/** Whatever lets the project be imported but will hurt later. */
const checks: readonly Check[] = [
  ({ chosen: { lockfile, manager } }) =>
    lockfile
      ? undefined
      : {
          text: `no lockfile (${manager.lockfiles.join(", ")}): two builds of one commit may differ`,
          hint: `Run \`${manager.unlocked.install.split(" --")[0]}\`, commit the lockfile and import again.`,
        },
  ({ manifest, tree }) =>
    manifest.workspaces || /^packages:/m.test(tree.texts.get("pnpm-workspace.yaml") ?? "")
      ? {
          text: "this is a workspace of several packages; it is imported as one image that starts the package at its top",
          hint: "A package with a lockfile of its own is imported by naming its folder.",
        }
      : undefined,
  ({ tree }) =>
    /^$|node_modules/.test(tree.texts.get(".dockerignore") ?? "")
      ? undefined
      : {
          text: "your .dockerignore lets node_modules of this machine into the image",
          hint: "Add a line `node_modules` to it.",
        },
  ({ tree: { paths } }) => {
    const other = paths.find((path) => /^([^/]+\/)?(Dockerfile|Containerfile)$/i.test(path) && path !== "Dockerfile");
    if (!other || paths.includes("Dockerfile")) return undefined;
    return {
      text: `${other} is not used: the image is built from the Dockerfile that import writes`,
      hint: `To build from it, write \`build: { dockerfile: ${other} }\` into chatops.yaml, and as \`dockerfile\` into compose.yaml.`,
    };
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
  ({ start }) =>
    start.needsDevelopment
      ? {
          text: `${start.at} starts ${start.needsDevelopment}, a development dependency: all of them go into the image`,
          hint: `Move ${start.needsDevelopment} to dependencies, or start a built file.`,
        }
      : undefined,
  ({ sources }) => {
    const at = detectLoopback(sources);
    return at
      ? {
          text: `${at} listens on this machine only: nothing outside of its container reaches it`,
          hint: "Listen on 0.0.0.0.",
        }
      : undefined;
  },
  ({ port }) =>
    port.value < 1024
      ? {
          text: `port ${port.value} (${port.at}) needs root, and the image does not run as root`,
          hint: "Read the port from PORT.",
        }
      : undefined,
  ({ services }) =>
    services
      .filter(({ kind }) => !kind.generated)
      .map(({ kind, dependency, variables }) => ({
        text: `${kind.name} (dependency ${dependency}) is not set up by chatops`,
        hint: `Give its address as ${variables[0]?.value} in compose.yaml and chart/values.yaml.`,
      })),
  ({ writable }) =>
    writable.map(({ value, at }) => ({ text: `what ${at} writes to ${value} is gone when the container restarts` })),
];

export const warningsOf = (findings: Findings & Surroundings): Warning[] =>
  checks.flatMap((check) => check(findings) ?? []);
