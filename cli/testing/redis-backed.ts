import type { Files } from "./folders.ts";

/** Listens as soon as Redis takes its password, with no package: nothing has to be installed into the image. */
export const redisServer = `const { connect } = require("node:net");
const { hostname, port, password } = new URL(process.env.REDIS_URL);
const ask = (then) => {
  const socket = connect(Number(port), hostname, () => socket.write("AUTH " + password + "\\r\\nPING\\r\\n"));
  socket.setTimeout(1000, () => socket.destroy(new Error("no answer")));
  socket.on("error", () => setTimeout(ask, 200, then));
  socket.on("data", (answer) => {
    if (!/PONG/.test(answer)) return;
    socket.setTimeout(0).end();
    then();
  });
};
ask(() =>
  require("node:http")
    .createServer((request, response) => response.end(process.env.APP_VERSION))
    .listen(process.env.PORT),
);
process.on("SIGTERM", () => process.exit());
`;

/** What import takes for a project that keeps its data in Redis. */
export const redisBacked: Files = {
  "package.json": {
    name: "app",
    scripts: { start: "node server.js" },
    engines: { node: "24" },
    dependencies: { ioredis: "^5.0.0" },
  },
  // It reads REDIS_URL, so Redis gets a password.
  "server.js": redisServer,
};
