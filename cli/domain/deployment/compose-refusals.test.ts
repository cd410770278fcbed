import { expect, test } from "vitest";
import { wayPastRefusal } from "./compose-refusals.ts";

test.each<[said: string, way: string]>([
  ["env file /srv/shop/.env not found: stat /srv/shop/.env: no such file or directory", "from .env.example"],
  ["env file .env.prod not found: stat .env.prod: no such file", "env_file: [{ path: .env.prod, required: false }]"],
  ['service "shop" depends on undefined service "migrations": invalid compose project', "COMPOSE_PROFILES"],
  [
    "service shop depends on undefined service db",
    "depends_on: { db: { condition: service_started, required: false } }",
  ],
  ['service "shop" refers to undefined network front: invalid compose project', "networks: { front: {} }"],
  ['service "shop" refers to undefined volume data: invalid compose project', "with `external: true`"],
  ['service "shop" refers to undefined config app: invalid compose project', "configs: { app: {} }"],
  [
    "error while interpolating services.shop.image: required variable TAG is missing a value: set it",
    "Set TAG in your shell",
  ],
  ['service "db" has neither an image nor a build context specified: invalid compose project', "`image`, or `build`"],
  ["validating compose.yaml: services.shop additional properties 'prots' not allowed", "Compose does not know prots"],
  ["failed to parse compose.yaml: yaml: line 2: found character that cannot start any token", "indent with spaces"],
  ["invalid hostPort: 80a", '"8080:80"'],
  ["stat /srv/shop/base.yaml: no such file or directory", "Commit it, or correct the path."],
  ["the moon is full", "`docker compose config` shows the same."],
])("%j is answered with %j", (said, way) => {
  expect(wayPastRefusal([said])).toContain(way);
});
