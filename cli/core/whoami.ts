import { hostname, userInfo } from "node:os";

/** Variable that names the person for whom a program acts, such as whoever pressed a button of a page. */
export const actorVariable = "CHATOPS_ACTOR";

const actorPattern = /^[\w.@+,: -]{1,200}$/;

/** Who is at work, for records and for whoever finds a place taken: `user@host`, or `developer via user@host`. */
export function whoami(env: NodeJS.ProcessEnv): string {
  const user = `${userName(env)}@${hostname()}`;
  const actor = env[actorVariable];
  return actor && actorPattern.test(actor) ? `${actor} via ${user}` : user;
}

/** A container may run under a number that no user has: OpenShift gives such ones, and agents of Jenkins have them. */
function userName({ USER, LOGNAME }: NodeJS.ProcessEnv): string {
  try {
    return userInfo().username;
  } catch {
    return USER || LOGNAME || `uid-${process.getuid?.()}`;
  }
}
