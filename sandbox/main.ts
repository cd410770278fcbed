import { messageOf } from "../cli/core/errors.ts";
import { up } from "./index.ts";

const report = (line: string) => console.error(line);
try {
  const sandbox = await up({ report });
  const { env, registry, chartRepository, redis } = sandbox;
  const variables = { ...env, REGISTRY: registry, CHARTMUSEUM_URL: chartRepository, REDIS_ADDR: redis };
  for (const [name, value] of Object.entries(variables)) console.log(`export ${name}='${value}'`);
} catch (error) {
  console.error(error);
  console.error(messageOf(error));
  process.exitCode = 1;
}
