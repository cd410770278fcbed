const api = process.env.API_URL || "http://localhost:4000";
const { createServer } = require("node:http");

createServer((request, response) => {
  if (request.url === "/healthz") return response.end("ok");
  fetch(api).then(
    async (answer) => response.end(`Prices: ${await answer.text()}`),
    (error) => response.writeHead(502).end(String(error)),
  );
}).listen(process.env.PORT || 3000);
process.once("SIGTERM", () => process.exit());
