import { expect, test } from "vitest";
import { configJsonSchema } from "./json-schema.ts";

test("stands in docs/chatops.schema.json as it is (`vitest --update` writes it)", async () => {
  const text = `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot("../../../docs/chatops.schema.json");
});

test("describes every key", () => {
  const undescribed = (schema: Schema, path: string): string[] =>
    Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => [
      ...(inner.description ? [] : [`${path}${key}`]),
      ...[inner, inner.additionalProperties, ...(inner.anyOf ?? [])].flatMap((branch) =>
        branch ? undescribed(branch, `${path}${key}.`) : [],
      ),
    ]);
  expect(undescribed(configJsonSchema() as Schema, "")).toEqual([]);
});

test("asks for a name alone", () => {
  expect(configJsonSchema()).toMatchObject({ title: "chatops.yaml", required: ["name"], additionalProperties: false });
});

interface Schema {
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | false;
  anyOf?: Schema[];
}
