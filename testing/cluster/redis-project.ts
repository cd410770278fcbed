import type { Files } from "../fixtures/folder.ts";
import type { ClusterProject } from "./cluster-project.ts";

/**
 * Listens as soon as Redis takes its password, and refuses whoever has none; without that, the answer to PING would be
 * the same. With no package: nothing has to be installed into the image.
 */
export const redisServer = `const { connect } = require("node:net");
const { hostname, port, password } = new URL(process.env.REDIS_URL);
const ask = (then) => {
  const again = () => setTimeout(ask, 200, then);
  const socket = connect(Number(port), hostname, () => socket.write("PING\\r\\nAUTH " + password + "\\r\\nPING\\r\\n"));
  socket.setEncoding("utf8").setTimeout(1000, () => socket.destroy(new Error("no answer"))).on("error", again);
  let heard = "";
  socket.on("data", (text) => {
    heard += text;
    const answers = heard.split("\\r\\n").slice(0, -1);
    if (answers.length < 3) return;
    socket.setTimeout(0).end();
    if (!answers[0].startsWith("-NOAUTH")) throw new Error("Redis takes whoever has no password: " + answers[0]);
    if (answers[1] !== "+OK") throw new Error("Redis does not take its password: " + answers[1]);
    if (answers[2] === "+PONG") then();
    else again();
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

/** The Secret of Redis: which one it is, and what is in it. */
export function passwordOf(place: ClusterProject): { uid: string; password: string }[] {
  const all = place.objects("staging", "secrets").filter(({ metadata }) => metadata.name === `${place.name}-redis`);
  return all.map(({ metadata, data }) => ({
    uid: metadata.uid,
    password: Buffer.from(data.password, "base64").toString(),
  }));
}
