import type { Migration } from "../pack.ts";
import type { Found, ProjectTree } from "../tree.ts";
import { type Bundle, gemfile } from "./gemfile.ts";
import { isRails } from "./rails.ts";

/** What brings the database to what the models say. */
export function migrationOf(tree: ProjectTree, { gems, versions }: Bundle): Migration | undefined {
  const { paths } = tree;
  const ofHanami = gems.has("hanami") ? paths.find((path) => /^config\/db\/migrate\/.+\.rb$/.test(path)) : undefined;
  if (ofHanami) return { value: "bundle exec hanami db migrate", at: ofHanami };
  const places = gems.has("sequel")
    ? /^(?:db\/)?(?:migrate|migrations)\/.+\.rb$/
    : /^db\/(?:migrate|migrations)\/.+\.rb$/;
  const at = paths.find((path) => places.test(path));
  if (at === undefined) return undefined;
  const rails = versions.get("rails") || versions.get("railties");
  if (isRails(tree))
    return { value: `bundle exec ${rails && Number.parseInt(rails, 10) < 5 ? "rake" : "rails"} db:migrate`, at };
  if (gems.has("sequel") && !gems.has("rom-sql"))
    return { value: `bundle exec sequel -m ${at.slice(0, at.lastIndexOf("/"))} "$DATABASE_URL"`, at };
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
