import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

/** The home of the user of a session. */
export const homeOf = ({ HOME }: NodeJS.ProcessEnv): string => HOME || homedir();

/** Where a session has its temporary files. */
export const temporaryOf = ({ TMPDIR }: NodeJS.ProcessEnv): string => TMPDIR || tmpdir();

/** Where Docker's own settings are. */
export const dockerFolder = (env: NodeJS.ProcessEnv): string => env.DOCKER_CONFIG || join(homeOf(env), ".docker");
