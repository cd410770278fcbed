const { prices } = require("@shop/prices");
const { createServer } = require("node:http");

createServer((request, response) => {
  if (request.url === "/healthz") return response.end("ok");
  response.end(JSON.stringify(prices));
}).listen(process.env.PORT || 4000);
process.once("SIGTERM", () => process.exit());
