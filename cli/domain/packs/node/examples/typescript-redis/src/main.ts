import { createServer } from "node:http";
import { Redis } from "ioredis";

const { PORT = "8080" } = process.env;
const redis = new Redis(process.env.REDIS_URL ?? "redis://localhost:6379");
const origin = process.env.ALLOWED_ORIGIN;

const server = createServer(async (request, response) => {
  if (request.url === "/livez") return response.end("alive");
  if (request.url === "/readyz") return response.end(await redis.ping());
  response.setHeader("access-control-allow-origin", origin);
  response.end("orders");
});

server.listen(Number(PORT));
process.on("SIGTERM", () => server.close());
