import { otherImages } from "../../services/compose-told.ts";
import { untold, wordsOf } from "../../services/untold.ts";
import type { Warning } from "../pack.ts";
import { assumed, type Found, isOneOfSeveral, type ProjectTree } from "../tree.ts";
import { missingStages } from "./missing-stage.ts";
import { addressInSettings } from "./settings.ts";
import type { Survey } from "./survey.ts";

type Check = (survey: Survey, tree: ProjectTree) => Warning | readonly Warning[] | undefined;

/** Whatever lets a project be imported but will hurt later, in whatever language. */
const checks: readonly Check[] = [
  (_, tree) => {
    const { paths } = tree;
    const other = paths.find(
      (path) => /^((?!\.devcontainer\/)[^/]+\/)?(Dockerfile|Containerfile)$/i.test(path) && path !== "Dockerfile",
    );
    if (!other || paths.includes("Dockerfile") || isOneOfSeveral(tree)) return undefined;
    return {
      text: `${other} is not used: the image is built from the Dockerfile that import writes`,
      hint: `To build from it, write \`build: { dockerfile: ${other} }\` into chatops.yaml, and as \`dockerfile\` into compose.yaml.`,
    };
  },
  (_, tree) => missingStages(tree),
  ({ loopback }) =>
    loopback
      ? {
          text: `${loopback} listens on this machine only: nothing outside of its container reaches it`,
          hint: "Listen on 0.0.0.0.",
        }
      : undefined,
  ({ ownSettings: { missing } }, { texts }) =>
    missing && !(texts.get("Dockerfile") ?? "").includes(missing.at)
      ? {
          text: `the program reads ${missing.value}, which is not in the repository: ${missing.at} shows what stands there`,
          hint: "Commit it without what is secret, or mount it: a volume in compose.yaml, and a ConfigMap or Secret in the chart.",
        }
      : undefined,
  ({ services, ownSettings }) =>
    services.flatMap(({ kind, variables, optional }) => {
      const isTold = optional || !kind.setup || variables.some(({ at }) => at !== assumed);
      const said = isTold ? undefined : addressInSettings(ownSettings, wordsOf(kind));
      return said
        ? {
            text: `the program is told where ${kind.name} is by ${said.at} (${said.value}), and by no variable that was found`,
            hint: `For the host, write ${kind.name} there, as compose.yaml calls it; in a cluster, mount a file that names the Service.`,
          }
        : [];
    }),
  ({ services, sources }) => services.flatMap((service) => untold(service, sources) ?? []),
  ({ services }) =>
    services.flatMap(({ kind, at, optional }) =>
      optional
        ? [
            {
              text: `${kind.name} (${at}) is not set up: ${optional}`,
              hint: "If the program cannot do without it, add it to a Compose file, with the variables that tell the program of it, and import again.",
            },
          ]
        : [],
    ),
  ({ services }) =>
    services
      .filter(({ kind, optional }) => !kind.setup && !optional)
      .map(({ kind, at, variables }) => ({
        text: `${kind.name} (${at}) is not set up by chatops`,
        hint: `Tell the program where it is in compose.yaml and chart/values.yaml${namesOf(variables)}; what is secret belongs into a Secret that \`envFromSecrets\` names.`,
      })),
  (_, tree) =>
    otherImages(tree).map(({ value, image, variables, at }) => ({
      text: `${value} (${at}), which the Compose file runs from ${image}, is not set up by chatops`,
      hint: `Run it beside the program, and tell the program where it is in chart/values.yaml, by ${variables.join(", ")}.`,
    })),
  ({ writable }) =>
    writable
      .filter(({ value }) => !isForNow.test(value))
      .map(({ value, at }) => ({ text: `what ${at} writes to ${value} is gone when the container restarts` })),
];

/** Folders of which nobody expects anything to last. */
const isForNow = /\/(?:cache|run|lock|logs?|te?mp|work)(?:\/|$)/;

/** Only those that something speaks of. */
const namesOf = (variables: readonly Found<string>[]) => {
  const names = variables.filter(({ at }) => at !== assumed).map(({ value }) => value);
  return names.length > 0 ? `, by ${names.join(", ")}` : "";
};

export const warningsOf = (survey: Survey, tree: ProjectTree): Warning[] =>
  checks.flatMap((check) => check(survey, tree) ?? []);
