import type { Description } from "../pack.ts";
import { type Found, lineAt, type ProjectTree } from "../tree.ts";
import type { Composer } from "./composer.ts";
import { frameworkOf } from "./frameworks.ts";

/** What brings the database to a version, and what works on a framework's queue and by its clock. */
export function processesOf(tree: ProjectTree, composer: Composer): Pick<Description, "migration" | "workers"> {
  const { migrate, worker, scheduler } = frameworkOf(tree, composer);
  const at = tree.paths.find((path) => migrate.files.test(path));
  const horizon = "laravel/horizon" in composer.requires ? composer.at("laravel/horizon") : undefined;
  const queue = placeIn(tree, ".env.example", /^QUEUE_CONNECTION=["']?(?!sync\b|null\b)\w/m);
  const schedule = ["routes/console.php", "app/Console/Kernel.php"].flatMap(
    (path) =>
      placeIn(tree, path, /^(?![ \t]{0,40}(?:\/\/|#|\*))[^\n]{0,200}(?:\bSchedule::(?!class)|\$schedule->)/m) ?? [],
  )[0];
  return {
    migration: at === undefined ? undefined : { value: migrate.run, at },
    workers: [
      ...(horizon ? [{ name: "horizon", value: "php artisan horizon", at: horizon }] : []),
      ...(worker && queue && !horizon ? [{ name: "worker", value: worker, at: queue }] : []),
      ...(scheduler && schedule ? [{ name: "scheduler", value: scheduler, at: schedule }] : []),
    ],
  };
}

function placeIn({ texts }: ProjectTree, path: string, pattern: RegExp): Found<string>["at"] | undefined {
  const text = texts.get(path) ?? "";
  const index = text.search(pattern);
  return index === -1 ? undefined : `${path}:${lineAt(text, index)}`;
}
