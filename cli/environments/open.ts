import { usageError } from "../../lib/errors.ts";
import { environmentOf } from "../core/config/environment.ts";
import type { PreviewSettings } from "../core/config/preview.ts";
import { type Config, type Environment as Settings, usualObserveMs } from "../core/config/schema.ts";
import type { Session } from "../core/session.ts";
import { accessOf } from "../releases/access.ts";
import { composeEnvironment } from "./compose/environment.ts";
import { composePreviews } from "./compose/previews.ts";
import type { Environment, EnvironmentKind } from "./environment.ts";
import type { ClusterChoice } from "./kubernetes/connection.ts";
import { kubernetesEnvironment } from "./kubernetes/environment.ts";
import { kubernetesPreviews, type PreviewPlace } from "./kubernetes/previews.ts";
import type { Previews } from "./previews.ts";

/** The Compose environment that every project has, whether or not chatops.yaml names it. */
const implicit = "local";

/** Opens an environment of chatops.yaml; nothing is asked yet. Throws if there is none of that name. */
export function openEnvironment(session: Session, config: Config, name: string, choice: ClusterChoice): Environment {
  const { kubernetes, compose } = settingsOf(config, name);
  const access = accessOf(session);
  if (kubernetes) return kubernetesEnvironment(config, [name, kubernetes], choice, access);
  return composeEnvironment(config, [name, compose ?? { file: "compose.yaml" }], access, session.steps.warn);
}

/** Opens where the previews of a project are; nothing is asked yet. */
export function openPreviews(
  session: Session,
  { kubernetes, compose }: PreviewSettings,
  place: PreviewPlace,
  choice: ClusterChoice,
): Previews {
  if (kubernetes) return kubernetesPreviews(session, kubernetes, place, choice);
  return composePreviews(session, compose ?? { file: "compose.yaml" }, place);
}

function settingsOf(config: Config, name: string): Partial<Settings> {
  const isImplicit = name === implicit && namesOf(config, "compose").length === 0 && !(name in config.environments);
  return isImplicit ? {} : environmentOf(config, name);
}

/** The kind of an environment. Throws if there is none of that name. */
export const kindOf = (config: Config, name: string): EnvironmentKind =>
  settingsOf(config, name).kubernetes ? "kubernetes" : "compose";

/** How long a version is watched there once it is ready, in ms. */
export const observeOf = (config: Config, name: string): number => settingsOf(config, name).observe ?? usualObserveMs;

/** Names of the environments of a kind. */
export const namesOf = ({ environments }: Config, kind: EnvironmentKind): string[] =>
  Object.keys(environments).filter((name) => environments[name]?.[kind]);

/** The environment that a kind has without being told, if it has one. */
export const implicitEnvironment = (kind: EnvironmentKind): string | undefined =>
  kind === "compose" ? implicit : undefined;

/** The environments that can be named: those of chatops.yaml, or the one that every project has. */
export function environmentsOf({ environments }: Config): string[] {
  const names = Object.keys(environments);
  return names.length > 0 ? names : [implicit];
}

/** The name of the only environment, which needs not be named. Throws if there are several. */
export function onlyEnvironment(config: Config): string {
  const [only = implicit, ...more] = environmentsOf(config);
  if (more.length === 0) return only;
  throw usageError("no environment given", { hint: `Use --env: ${[only, ...more].join(", ")}.` });
}
