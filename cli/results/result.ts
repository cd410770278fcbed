import { z } from "zod";

/** What every result begins with: the format, and what it is. */
export const resultOf = <K extends string, S extends z.ZodRawShape>(kind: K, shape: S) =>
  z.object({ apiVersion: z.literal("chatops.dev/v1"), kind: z.literal(kind), ...shape });

/** The head of a result of this kind. */
export const head = <K extends string>(kind: K) => ({ apiVersion: "chatops.dev/v1", kind }) as const;

const ownTexts = z.registry();

/** Marks what is written in words of our own alone, which no mask may touch. Goes last: a changed schema loses the mark. */
export const inOwnWords = <S extends z.ZodType>(schema: S): S => {
  ownTexts.add(schema);
  return schema;
};

export const isInOwnWords = (schema: z.core.$ZodType): boolean => ownTexts.has(schema);
