import { deploymentLabels } from "./compose.ts";
import type { ComposeModel, ComposeService } from "./compose-model.ts";

/** A text that Compose copies into containers as it makes them: of a config or a secret that is no file. */
export interface CopiedText {
  /** `configs/site` or `secrets/token`. */
  name: string;
  /** With its variables as they are written. */
  text: string;
}

const kinds = ["configs", "secrets"] as const;

/** The texts that some service gets. */
export function copiedTexts(model: ComposeModel): CopiedText[] {
  const used = new Set(Object.values(model.services ?? {}).flatMap(namesOf));
  return kinds
    .flatMap((kind) =>
      Object.entries(model[kind] ?? {}).flatMap(([key, { content, environment }]) => {
        const name = `${kind}/${key}`;
        if (typeof content === "string") return { name, text: content };
        return typeof environment === "string" ? { name, text: `\${${environment}-}` } : [];
      }),
    )
    .filter(({ name }) => used.has(name));
}

/**
 * The model with a mark of its copied texts on each service that gets any: Compose makes a container anew if what the file says of
 * its service changes, and to Compose these texts are no part of that.
 */
export function withCopiesMarked(
  { services = {}, ...model }: ComposeModel,
  marks: ReadonlyMap<string, string>,
): ComposeModel {
  const marked = Object.entries(services).map(([name, service]) => {
    const own = namesOf(service).flatMap((each) => marks.get(each) ?? []);
    const labels = { ...service.labels, [deploymentLabels.copied]: own.join(".") };
    return [name, own.length > 0 ? { ...service, labels } : service];
  });
  return { ...model, services: Object.fromEntries(marked) };
}

const namesOf = (service: ComposeService): string[] =>
  kinds.flatMap((kind) => ((service[kind] ?? []) as { source?: string }[]).map(({ source }) => `${kind}/${source}`));
