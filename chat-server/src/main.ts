import { type Config, defaultService, readConfig, usage } from "./config.ts";
import { ConfigError } from "./config-values.ts";
import { createLog, type Logger } from "./log.ts";
import { addProcessMetrics } from "./metrics.ts";
import { ChatServer } from "./server.ts";

const exitCodes = { crashed: 1, badConfiguration: 2, SIGINT: 130, SIGTERM: 143 };

function readConfigOrExit(): Config {
  try {
    return readConfig(process.argv.slice(2), process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const version = process.env.APP_VERSION ?? "development";
    createLog({ level: "info", service: defaultService, version }).fatal(error.message);
    process.exit(exitCodes.badConfiguration);
  }
}

/** The first signal ends the process gently, a second one at once. */
function stopOnSignals(server: ChatServer, log: Logger): void {
  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, async () => {
      if (stopping) process.exit(exitCodes[signal]);
      stopping = true;
      log.info({ "event.action": "stopping", "event.reason": signal }, "stopping");
      await server.stop();
      log.info({ "event.action": "stopped" }, "stopped");
      process.exit(0);
    });
  }
}

async function main(): Promise<void> {
  if (process.argv.slice(2).some((arg) => /^--?h(elp)?$/.test(arg))) return void process.stderr.write(usage);
  const config = readConfigOrExit();
  const { logLevel: level, service, version } = config;
  const log = createLog({ level, service, version });
  process.on("uncaughtException", (error) => {
    const fields = { "error.type": error.name, "error.message": error.message, "error.stack_trace": error.stack };
    log.fatal({ "event.action": "crashed", ...fields }, `crashed: ${error.message}`);
    process.exit(exitCodes.crashed);
  });
  const server = new ChatServer(config, log);
  addProcessMetrics(server.metrics);
  stopOnSignals(server, log);
  await server.listen();
  const store = config.redis ? `Redis at ${config.redis.host}:${config.redis.port}` : "memory";
  log.info({ "event.action": "listening", "server.port": server.port, "chat.store": store }, "listening");
  if (!config.redis) log.warn("no Redis is configured: messages are kept in memory and not shared with other replicas");
}

await main();
