import type { Files } from "./folders.ts";

/** A plain Express application with a lockfile, as most beginners write it. */
export const express: Files = {
  "package.json": {
    name: "shop",
    version: "1.0.0",
    main: "index.js",
    scripts: { start: "node index.js", test: 'echo "Error: no test specified" && exit 1' },
    dependencies: { express: "^5.0.0" },
  },
  "package-lock.json": "{}\n",
  "index.js": `const express = require("express");
const app = express();

app.get("/", (request, response) => response.send("hello from " + process.env.APP_VERSION));
app.get("/health", (request, response) => response.send("ok"));

app.listen(process.env.PORT || 3000);
`,
};

/** TypeScript with a build, Redis, probes and a variable that somebody must set. */
export const typescriptWithRedis: Files = {
  ".gitignore": "node_modules/\n/dist/\n",
  ".nvmrc": "v22.11.0\n",
  "package.json": {
    name: "@team/orders",
    type: "module",
    engines: { node: ">=20" },
    scripts: { build: "tsc", start: "node --enable-source-maps dist/main.js", test: "vitest run" },
    dependencies: { ioredis: "^5.0.0" },
    devDependencies: { typescript: "^5.0.0", vitest: "^3.0.0" },
  },
  "package-lock.json": "{}\n",
  "tsconfig.json": { compilerOptions: { outDir: "dist", rootDir: "src" } },
  "src/main.ts": `import { createServer } from "node:http";
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
`,
};

/** The least that can be started: no lockfile, no scripts, nothing said about anything. */
export const minimal: Files = {
  "package.json": "{}\n",
  "server.js": `require("node:http").createServer((request, response) => response.end("hi")).listen(process.env.PORT);
`,
};

/** A server of websockets without any store, which says when it is ready. */
export const websockets: Files = {
  "package.json": { name: "ticker", scripts: { start: "node server.js" }, dependencies: { ws: "^8.0.0" } },
  "package-lock.json": "{}\n",
  "server.js": `const { createServer } = require("node:http");
const { WebSocketServer } = require("ws");

const server = createServer((request, response) => {
  if (request.url === "/readyz") return response.end("ready");
  response.end("ticker");
});
const sockets = new WebSocketServer({ server });
setInterval(() => sockets.clients.forEach((client) => client.send(new Date().toISOString())), 1000);

server.listen(process.env.PORT || 8080);
`,
};

/** Answers with its version; ready and alive on every path. */
export const server = `require("node:http")
  .createServer((request, response) => response.end(process.env.APP_VERSION))
  .listen(process.env.PORT);
process.on("SIGTERM", () => process.exit());
`;

/** That server with an image of its own, which is built in a moment: nothing is installed. */
export const quickServer: Files = {
  "server.js": server,
  "package.json": { name: "app", scripts: { start: "node server.js" }, engines: { node: "24" } },
  Dockerfile: `FROM node:24-slim
COPY server.js /app/
ARG APP_VERSION
ENV APP_VERSION=$APP_VERSION
USER 1000
CMD ["node", "/app/server.js"]
`,
};
