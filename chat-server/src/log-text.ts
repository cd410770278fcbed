/** What every line has. */
const common = /^(@timestamp|log\.level|message|ecs\.version|service\..*|event\.(category|type|outcome))$/;

/** A line of the log as a person reads it: time, level, message, and what is particular to it. */
export function asText(line: string): string {
  const fields: Record<string, unknown> = JSON.parse(line);
  const details = Object.entries(fields)
    .filter(([name]) => !common.test(name))
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  const time = String(fields["@timestamp"]).slice(11, 23);
  const level = String(fields["log.level"]).toUpperCase().padEnd(5);
  return `${[time, level, fields.message, ...details].join(" ")}\n`;
}
