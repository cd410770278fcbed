import { describe, expect, test } from "vitest";
import type { Promotion } from "./history.ts";
import { isMigration, migrationsSince } from "./migrations.ts";

describe("a task is a migration", () => {
  test.each([
    ["chat-migrate", true],
    ["db-migrations-1.4.0", true],
    ["npx prisma migrate deploy", true],
    ["bundle exec rails db:migrate", true],
    ["rails db:prepare", true],
    ["python manage.py migrate --noinput", true],
    ["alembic upgrade head", true],
    ["flyway/flyway:10", true],
    ["php artisan migrate --force", true],
    ["rake db:schema:load", true],
    ["make-certificates", false],
    ["node seed.js", false],
    ["wait-for-db", false],
    ["curl -f http://chat/ready", false],
  ])("%s: %s", (text, expected) => {
    expect(isMigration("task", undefined, text)).toBe(expected);
  });
});

const entry = (version: string, outcome: Promotion["outcome"], migrations?: string[]): Promotion => ({
  version,
  outcome,
  image: `chat:${version}`,
  at: "2026-01-01T00:00:00Z",
  ...(migrations && { migrations }),
});

describe("since a version was healthy", () => {
  test.each<[what: string, promotions: Promotion[], now: string[], found: string[]]>([
    ["nothing ran", [entry("1.0.0", "healthy", ["old"])], [], []],
    ["the promotion under way ran one", [entry("1.0.0", "healthy")], ["migrate"], ["migrate"]],
    [
      "a version that failed and was kept ran one",
      [entry("1.0.0", "healthy"), entry("1.1.0", "failed", ["migrate-2"])],
      [],
      ["migrate-2"],
    ],
    [
      "one ran twice",
      [entry("1.0.0", "healthy"), entry("1.1.0", "failed", ["migrate"]), entry("1.1.0", "failed", ["migrate"])],
      ["migrate"],
      ["migrate"],
    ],
    [
      "it was healthy again after one",
      [entry("1.0.0", "healthy"), entry("1.1.0", "failed", ["migrate"]), entry("1.0.0", "healthy")],
      [],
      [],
    ],
  ])("%s", (_, promotions, now, found) => {
    expect(migrationsSince({ promotions }, "1.0.0", now)).toEqual(found);
  });
});
