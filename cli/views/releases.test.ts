import { expect, test } from "vitest";
import type { KnownRelease } from "../results/releases.ts";
import { head } from "../results/result.ts";
import { changelogLines } from "./changelog.ts";
import { releasesLines } from "./releases.ts";

const at = "2026-11-21T21:18:14.000Z";
const commit = "0123456789abcdef0123456789abcdef01234567";
const released = (version: string, runsIn: KnownRelease["runsIn"] = []): KnownRelease => ({
  version,
  tag: `v${version}`,
  commit,
  at,
  image: `registry/chat:${version}`,
  runsIn,
});

test("releases are told with where they run, and who did not answer", () => {
  const healthy = { environment: "staging", state: "healthy" } as const;
  const degraded = { environment: "prod", state: "degraded" } as const;
  const { image, ...foreign } = released("0.9.0");
  expect(
    releasesLines({
      ...head("Releases"),
      releases: [released("1.1.0", [healthy]), released("1.0.0", [degraded]), foreign],
      total: 5,
      environments: [{ environment: "qa", note: "nothing answers at https://qa" }],
    }),
  ).toEqual([
    "VERSION  RELEASED (UTC)    COMMIT   RUNS IN",
    "1.1.0    2026-11-21 21:18  0123456  staging",
    "1.0.0    2026-11-21 21:18  0123456  prod (degraded)",
    "0.9.0    2026-11-21 21:18  0123456  a tag that chatops did not make",
    "2 older ones: --limit 5 shows all.",
    "! qa: nothing answers at https://qa",
  ]);
});

test("a changelog is Markdown, and the notes of one release alone have no title", () => {
  const releases = [{ version: "1.1.0", at, notes: ["feat(ws): rooms (0123456)", "fix: close (1234567)"] }];
  const body = ["## Features", "- **ws:** rooms (0123456)", "## Fixes", "- close (1234567)"];
  expect(changelogLines({ ...head("Changelog"), releases, named: true })).toEqual(body);
  expect(changelogLines({ ...head("Changelog"), releases, named: false }).join("\n")).toBe(
    `# Changelog

## 1.1.0 (2026-11-21)

### Features

- **ws:** rooms (0123456)

### Fixes

- close (1234567)`,
  );
});
