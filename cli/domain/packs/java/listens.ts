import type { Found } from "../tree.ts";
import type { Framework } from "./frameworks.ts";
import { type Setting, textOf } from "./settings.ts";

/** The variable that takes the place of a setting which keeps it on this machine; it stands there at `at`. */
export function hostVariable(
  { hostKey }: Pick<Framework, "hostKey">,
  settings: readonly Setting[],
): Found<string> | undefined {
  const said = hostKey === undefined ? undefined : textOf(settings, hostKey);
  return hostKey && said && /^(?:localhost|127\.0\.0\.1)$/.test(said.value)
    ? { value: hostKey.replaceAll(".", "_").toUpperCase(), at: said.at }
    : undefined;
}
