import { z } from "zod";
import { clean } from "../../lib/secrets.ts";
import { type AnyResult, results } from "./all.ts";
import { isInOwnWords } from "./result.ts";

/** A result as it may be shown. */
export const maskedResult = <R extends AnyResult>(result: R): R => masked(result, results[result.kind]);

/**
 * A document without secrets and control sequences. Its keys, and the words that its schema lists, are our own, and stay
 * whatever somebody's password is; all that the schema leaves open is masked.
 */
export const masked = <T>(document: T, schema: z.core.$ZodType): T => maskedPart(document, schema) as T;

function maskedPart(part: unknown, schema: z.core.$ZodType): unknown {
  if (part === undefined || part === null || isInOwnWords(schema)) return part;
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "literal":
    case "enum":
      return part;
    case "optional":
    case "nullable":
      return maskedPart(part, def.innerType);
    case "array":
      return (part as unknown[]).map((item) => maskedPart(item, def.element));
    case "object":
      return maskedObject(part as object, def.shape);
    case "union":
      return maskedOption(part, def.options);
    default:
      return clean(part);
  }
}

function maskedObject(part: object, shape: z.core.$ZodShape): object {
  const entries = Object.entries(part).map(([key, value]) => {
    const schema = shape[key];
    return [key, schema ? maskedPart(value, schema) : clean(value)];
  });
  return Object.fromEntries(entries);
}

/** By the first schema that it follows. */
function maskedOption(part: unknown, options: readonly z.core.$ZodType[]): unknown {
  const option = options.find((schema) => z.safeParse(schema, part).success);
  return option ? maskedPart(part, option) : clean(part);
}
