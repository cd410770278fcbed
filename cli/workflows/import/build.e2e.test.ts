import { describe, expect, test } from "vitest";
import { importIn } from "../../../testing/chatops/import.ts";
import { provideImages } from "../../../testing/docker/base-images.ts";
import { lockDependencies } from "../../../testing/docker/lock-files.ts";
import { runOnCompose } from "../../../testing/docker/running-example.ts";
import { examples } from "../../../testing/fixtures/examples.ts";
import { repository } from "../../../testing/git/repository.ts";
import { full } from "../../../testing/setup/short-run.ts";

/** One of each pack is built in every run. */
const always = [
  "elixir/plain",
  "go/modules",
  "java/plain",
  "node/vite-page",
  "php/plain",
  "python/flask",
  "ruby/plain",
  "static/pages",
];

/** What an import warns of, and says why it cannot run. */
const cannotRun = ["dockerfile/broken", "dockerfile/nginx-as-root"];

/** What asks for packages of a registry that does not answer where CI runs. */
const fetching: Readonly<Record<string, string>> = { php: "composer.json", ruby: "Gemfile", elixir: "mix.lock" };

// Base images are made when they are asked for first, each of which takes up to two minutes.
const timeout = 20 * 60_000;

describe("an example, built and run by the files that import wrote,", { timeout }, () => {
  for (const { pack, name, files } of examples()) {
    const title = `${pack}/${name}`;
    if (cannotRun.includes(title)) continue;
    const tell = always.includes(title) ? test : full;
    const manifest = fetching[pack] ?? "";
    tell(`is healthy without root on a file system that is read-only: ${title}`, async ({ skip }) => {
      if (manifest in files) skip(`the packages of its ${manifest} cannot be fetched here`);
      const directory = repository(files, { name });
      await lockDependencies(directory);
      const { result } = await importIn(directory);
      const absent = await provideImages(directory);
      if (absent.length > 0) skip(`Debian has nothing to make ${absent.join(", ")} of`);
      const running = await runOnCompose(directory);
      expect(running.user).not.toMatch(/^(?:0|root|)(?::|$)/);
      expect(running.isReadOnly).toBe(true);
      expect(running.health ?? "healthy").toBe("healthy");
      const health = result.evidence.find(({ what }) => what === "ready")?.value ?? "/";
      expect((await running.get(health.startsWith("/") ? health : "/")).status).toBeLessThan(500);
    });
  }
});
