import { composeFilesOf } from "../../services/settings-files.ts";
import type { Warning } from "../pack.ts";
import { lineAt, type ProjectTree } from "../tree.ts";
import { buildOf } from "./compose-file.ts";

const named = /^[ \t]{0,9}FROM[ \t].{1,300}?[ \t]AS[ \t]{1,9}([\w.-]{1,99})[ \t]{0,9}$/gim;

/** A stage that the Compose file builds of the project and its Dockerfile does not have: that of import, or one that was changed since. */
export function missingStages(tree: ProjectTree): Warning[] {
  const stages = [...(tree.texts.get("Dockerfile") ?? "").matchAll(named)].map(([, name = ""]) => name.toLowerCase());
  return composeFilesOf(tree).flatMap(({ path, text, services }) =>
    services.flatMap(([, service]): Warning[] => {
      const { context, dockerfile, target } = buildOf(service) ?? {};
      const isOwn = tree.composed !== undefined || (context === "." && dockerfile === "Dockerfile");
      if (!isOwn || target === undefined || /^\d+$/.test(target) || stages.includes(target.toLowerCase())) return [];
      const at = `${path}:${lineAt(text, Math.max(text.indexOf(target, text.indexOf("target:")), 0))}`;
      return [
        {
          text: `${at} builds the stage ${target}, which the Dockerfile does not have`,
          hint: "Take `target` out of it, or say `build: { target: … }` in chatops.yaml.",
        },
      ];
    }),
  );
}
