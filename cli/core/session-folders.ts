import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

/** The home of the user of a session. */
export const homeOf = ({ HOME }: NodeJS.ProcessEnv): string => HOME || homedir();

/** Where a session has its temporary files. */
export const temporaryOf = ({ TMPDIR }: NodeJS.ProcessEnv): string => TMPDIR || tmpdir();

/** Where Helm keeps what `helm registry login` leaves. */
export function helmRegistryConfig(env: NodeJS.ProcessEnv, platform = process.platform): string {
  const usual = join(homeOf(env), ...(platform === "darwin" ? ["Library", "Preferences"] : [".config"]), "helm");
  const folder = env.HELM_CONFIG_HOME || (env.XDG_CONFIG_HOME ? join(env.XDG_CONFIG_HOME, "helm") : usual);
  return env.HELM_REGISTRY_CONFIG || join(folder, "registry", "config.json");
}

/** Where Docker's own settings are. */
export const dockerFolder = (env: NodeJS.ProcessEnv): string => env.DOCKER_CONFIG || join(homeOf(env), ".docker");
