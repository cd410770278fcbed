// Runs on each node of a user's cluster, in its network. Where the node's containers are fetched from, `localhost:PORT`, it
// takes connections, and hands each one to a connection that the sandbox keeps open to it through the cluster's API.
const { createServer } = require("node:net");

const [port, control] = process.argv.slice(-2).map(Number);
const offered = [];
const asking = [];

function join(one, other) {
  one.on("error", () => other.destroy()).pipe(other);
  other.on("error", () => one.destroy()).pipe(one);
}

/** Pairs a connection with the first one that waits on the other side, or lets it wait. */
const meet = (waiting, own) => (socket) => {
  const other = waiting.shift();
  if (other) return join(socket, other);
  own.push(socket);
  const leave = () => own.includes(socket) && own.splice(own.indexOf(socket), 1);
  socket.once("error", leave).once("close", leave);
};

createServer(meet(asking, offered)).listen(control, "127.0.0.1");
// On a cluster of this very machine the registry itself listens there, and the probe finds it.
const isTaken = ({ code }) => code === "EADDRINUSE" || process.exit(1);
createServer(meet(offered, asking)).on("error", isTaken).listen(port, "127.0.0.1");
process.on("SIGTERM", () => process.exit());
