import { parse } from "yaml";
import { composeFiles } from "../../../core/compose-files.ts";
import { type Found, lineAt, type ProjectTree } from "../tree.ts";

/** The port inside the container that a Compose file publishes of what it builds from the project's Dockerfile. */
export function composePort({ texts }: ProjectTree): Found<number> | undefined {
  const file = composeFiles.find((name) => texts.has(name));
  const text = file && texts.get(file);
  const service =
    text &&
    Object.values(recordOf(recordOf(parsed(text)).services))
      .map(recordOf)
      .find(isOwn);
  if (!service) return undefined;
  const [published] = Array.isArray(service.ports) ? service.ports : [];
  const value = portInside(published);
  if (!value) return undefined;
  return { value, at: `${file}:${lineAt(text, text.indexOf(String(value)))}` };
}

/** What Compose refuses has no port; whoever runs it hears why. */
function parsed(text: string): unknown {
  try {
    return parse(text, { merge: true });
  } catch {
    return undefined;
  }
}

const recordOf = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === "object" ? (value as Record<string, unknown>) : {};

function isOwn({ build }: Record<string, unknown>): boolean {
  const { context = ".", dockerfile = "Dockerfile" } = typeof build === "string" ? { context: build } : recordOf(build);
  return build !== undefined && (context === "." || context === "./") && dockerfile === "Dockerfile";
}

/** `80`, `8080:80`, `127.0.0.1:8080:80/tcp`, or `target: 80`. */
const portInside = (published: unknown): number | undefined =>
  Number(recordOf(published).target ?? /(?:^|:)(\d{1,5})(?:\/tcp)?$/.exec(String(published))?.[1]) || undefined;
