import type { Warning } from "../pack.ts";
import type { ProjectTree } from "../tree.ts";
import type { Build } from "./build.ts";
import type { Databases } from "./databases.ts";
import type { Program } from "./programs.ts";
import { profilesOf, type Setting, settingOf } from "./settings.ts";

interface Known {
  tree: ProjectTree;
  build: Build;
  program: Program;
  folders: readonly string[];
  settings: readonly Setting[];
  databases: Databases;
  /** Where health paths are behind a login. */
  guardsHealth: string | undefined;
}

/** Where a backing service is. */
const ofService =
  /(?:datasource|r2dbc|redis|rabbitmq|mongodb|kafka|elasticsearch|cassandra)(?:\.[\w.]{0,60})?(?:url|uris?|host|addresses|servers)$/;

type Check = (known: Known) => Warning | undefined;

const checks: readonly Check[] = [
  ({ build: { wrapper, tool } }) =>
    wrapper?.lacks
      ? { text: `the wrapper lacks ${wrapper.lacks}: ${tool} of the image builds it`, hint: `Commit ${wrapper.lacks}.` }
      : undefined,
  ({ program: { module, others } }) =>
    others.length > 0
      ? {
          text: `there are ${others.length + 1} programs: ${[module, ...others].map(({ folder }) => folder || ".").join(", ")}; the first is built`,
          hint: "Change the module in the Dockerfile to build another.",
        }
      : undefined,
  ({ databases: { inside }, tree, folders }) => {
    if (!inside || /:mem:/.test(inside.value)) return undefined;
    const profiles = profilesOf(tree, folders).filter(({ value }) =>
      /^(?:postgres\w*|mysql|mariadb|prod\w*)$/.test(value),
    );
    const [profile] = profiles;
    return {
      text: `the database ${inside.value} (${inside.at}) is in the program: what it holds is gone when the container restarts`,
      hint: profile
        ? `Set SPRING_PROFILES_ACTIVE=${profile.value} (${profile.at}) to use another.`
        : "Configure the address of another one.",
    };
  },
  ({ settings }) => {
    const port = settingOf(settings, "management.server.port", "management.port");
    return (
      port && {
        text: `health is answered at another port (${port.at}), where nobody probes it`,
        hint: "Leave that setting out to have its health path probed.",
      }
    );
  },
  ({ guardsHealth }) =>
    guardsHealth
      ? {
          text: `${guardsHealth} lets nobody ask for its health, so its port is probed`,
          hint: "Permit `/actuator/health/**` there.",
        }
      : undefined,
  ({ settings, tree }) => {
    const address = settings.find(({ key, path }) => tree.served?.has(path) && ofService.test(key));
    return (
      address && {
        text: `the configuration server hands out ${address.name} (${address.at}), which counts before what the chart and compose.yaml set`,
        hint: "Write `spring.cloud.config.override-none=true` into that file.",
      }
    );
  },
  ({ settings }) => {
    const store = settingOf(settings, "server.ssl.key-store", "server.ssl.bundle");
    return (
      store && {
        text: `it speaks TLS itself (${store.at}): nothing here speaks that to it`,
        hint: "Leave TLS to the ingress.",
      }
    );
  },
];

export const javaWarnings = (known: Known): Warning[] => checks.flatMap((check) => check(known) ?? []);

/** Tomcat has none of what stands at a place in the code. */
export const needsServer = (at: string): Warning => ({
  text: `${at} needs a server of Jakarta EE, and the image has Tomcat, which runs servlets alone`,
  hint: "Add the libraries of that part to the war, have Liberty's Maven plugin build it, or write a Dockerfile.",
});
