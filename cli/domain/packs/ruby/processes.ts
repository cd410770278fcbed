import type { Migration } from "../pack.ts";
import type { Found, ProjectTree } from "../tree.ts";
import { type Bundle, gemfile } from "./gemfile.ts";

/** What brings the database to what the models say. */
export function migrationOf({ paths }: ProjectTree, { gems, versions }: Bundle): Migration | undefined {
  const at = paths.find((path) => /^db\/(?:migrate|migrations)\/.+\.rb$/.test(path));
  if (at === undefined) return undefined;
  const rails = versions.get("rails") || versions.get("railties");
  if (paths.includes("config/application.rb"))
    return { value: `bundle exec ${rails && Number.parseInt(rails, 10) < 5 ? "rake" : "rails"} db:migrate`, at };
  if (gems.has("sequel"))
    return { value: `bundle exec sequel -m ${at.split("/").slice(0, 2).join("/")} "$DATABASE_URL"`, at };
  return { value: "bundle exec rake db:migrate", at };
}

/** What takes jobs from a queue, by its gem. */
const workers: Readonly<Record<string, string>> = {
  sidekiq: "bundle exec sidekiq",
  resque: "bundle exec rake resque:work QUEUE=*",
  delayed_job_active_record: "bundle exec rake jobs:work",
  good_job: "bundle exec good_job start",
  solid_queue: "bin/jobs",
};

export function workersOf({ gems }: Bundle): (Found<string> & { name: string })[] {
  const gem = Object.keys(workers).find((name) => gems.has(name));
  const value = gem && workers[gem];
  return gem && value ? [{ name: "worker", value, at: gems.get(gem) ?? gemfile }] : [];
}
