import { hostname, userInfo } from "node:os";

/** Who is at work, for records and for whoever finds a place taken: `user@host`. */
export const whoami = (env: NodeJS.ProcessEnv): string => `${userName(env)}@${hostname()}`;

/** A container may run under a number that no user has: OpenShift gives such ones, and agents of Jenkins have them. */
function userName({ USER, LOGNAME }: NodeJS.ProcessEnv): string {
  try {
    return userInfo().username;
  } catch {
    return USER || LOGNAME || `uid-${process.getuid?.()}`;
  }
}
