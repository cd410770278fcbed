const { createServer } = require("node:http");
const { Pool } = require("pg");

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
const counts = "SELECT count(*)::int AS visits, count(*) FILTER (WHERE seen)::int AS seen FROM visits";

const server = createServer(async (request, response) => {
  if (request.url === "/healthz") return response.end("ok");
  if (request.url === "/") await pool.query("INSERT INTO visits DEFAULT VALUES");
  const { rows } = await pool.query(counts);
  response.end(JSON.stringify(rows[0]));
});

// It ends if the table is not there: migrations come first.
pool.query(counts).then(() => server.listen(process.env.PORT || 8080));

process.on("SIGTERM", () => process.exit());
