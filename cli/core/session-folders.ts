import { homedir, tmpdir } from "node:os";

/** The home of the user of a session. */
export const homeOf = ({ HOME }: NodeJS.ProcessEnv): string => HOME || homedir();

/** Where a session has its temporary files. */
export const temporaryOf = ({ TMPDIR }: NodeJS.ProcessEnv): string => TMPDIR || tmpdir();
