type Schema = Readonly<Record<string, unknown>>;

interface ChartSchema extends Schema {
  title: string;
  properties: Readonly<Record<string, Schema>>;
  definitions: Schema;
}

/**
 * The schema of a chart of several services: what holds for the values of one holds below the name of each. `whole` is that of
 * a chart of one, with all backing services.
 */
export function schemaOfSeveral(members: readonly (readonly [name: string, text: string])[], whole: string): string {
  const { properties, definitions, required: _, ...schema } = parsed(whole);
  const own = members.map(([name, text]) => [name, ofMember(parsed(text))] as const);
  const ofOne = new Set(members.flatMap(([, text]) => Object.keys(parsed(text).properties)));
  const shared = Object.entries(properties).filter(([key]) => key === "global" || !ofOne.has(key));
  const combined = {
    ...schema,
    required: members.map(([name]) => name),
    properties: { ...Object.fromEntries(shared), ...Object.fromEntries(own) },
    definitions,
  };
  return `${JSON.stringify(combined, null, 2)}\n`;
}

const parsed = (text: string): ChartSchema => JSON.parse(text);

function ofMember({ type, additionalProperties, required, properties }: ChartSchema): Schema {
  const { global: _, ...own } = properties;
  return { type, additionalProperties, required, properties: own };
}
