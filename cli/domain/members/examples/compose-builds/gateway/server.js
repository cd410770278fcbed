const { createServer } = require("node:http");

createServer((request, response) => {
  if (request.url === "/healthz") return response.end("ok");
  fetch(process.env.ORDERS_URL).then((answer) => answer.text()).then((text) => response.end(text));
}).listen(process.env.PORT || 3000);
process.once("SIGTERM", () => process.exit());
