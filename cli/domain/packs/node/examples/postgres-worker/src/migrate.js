const { Client } = require("pg");

/** Each is run once, in this order. */
const migrations = [
  "CREATE TABLE visits (id serial PRIMARY KEY, seen boolean NOT NULL DEFAULT false)",
  "CREATE INDEX visits_unseen ON visits (id) WHERE NOT seen",
];

async function migrate() {
  const client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  await client.query("CREATE TABLE IF NOT EXISTS migrations (number integer PRIMARY KEY)");
  const { rows } = await client.query("SELECT coalesce(max(number), 0) AS last FROM migrations");
  for (const [index, statement] of migrations.entries()) {
    if (index < rows[0].last) continue;
    await client.query("BEGIN");
    await client.query(statement);
    await client.query("INSERT INTO migrations VALUES ($1)", [index + 1]);
    await client.query("COMMIT");
    console.log(`migration ${index + 1} is done`);
  }
  await client.end();
}

migrate();
