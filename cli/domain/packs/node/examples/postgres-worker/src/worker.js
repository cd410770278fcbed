const { Client } = require("pg");

const client = new Client({ connectionString: process.env.DATABASE_URL });

async function work() {
  await client.query("UPDATE visits SET seen = true WHERE NOT seen");
  setTimeout(work, 200);
}

client.connect().then(work);
process.on("SIGTERM", () => process.exit());
