import { find, type Sandbox } from "../../sandbox/index.ts";

/** Why there is no sandbox here; undefined where there is. */
export const noSandbox = process.env.CHATOPS_NO_SANDBOX;

/** The running sandbox; the global setup brought it up. */
export function sandbox(): Sandbox {
  const found = find();
  if (!found) throw new Error("no sandbox is running: npm run sandbox up");
  return found;
}
