import type { Pack } from "../pack.ts";
import { toolFiles } from "../shared/pinned-tool.ts";
import { builderSettings } from "./builders.ts";
import { describe } from "./describe.ts";
import { detect, packName } from "./facts.ts";
import { javascript } from "./language.ts";
import { manifestFile } from "./manifest.ts";
import { projectFile } from "./nx.ts";
import { lockfiles } from "./package-managers.ts";
import { configured } from "./program.ts";
import { redwoodFile } from "./redwood.ts";
import { recognize, serves, startedBy } from "./serves.ts";
import { withNeeded } from "./workspace.ts";

/** Projects with a package.json. */
export const node: Pack = {
  name: packName,
  title: "Node",
  language: javascript,
  manifests: [
    ...[
      manifestFile,
      ".nvmrc",
      ".node-version",
      ...toolFiles,
      "pnpm-workspace.yaml",
      ".yarnrc.yml",
      ".yarnrc",
      ".npmrc",
      ...lockfiles(),
    ],
    ...["angular.json", projectFile, "nodemon.json", redwoodFile],
    // What one of several images installs, under the name that it has there.
    /^package\.[\w-]{1,40}\.json$/,
    /^tsconfig(?:\.[\w-]{1,40})?\.json$/,
    builderSettings,
    // What Express's generator starts has no ending.
    /(?:^|\/)bin\/www$/,
    // What keeps programs running in the background is told in it which ones.
    /^(?:ecosystem|pm2|process|processes)(?:\.config)?\.(?:c?js|json)$/,
    /^\.env(?:\.development)?$/,
  ],
  recognize,
  missing: `no ${manifestFile} with scripts.start, scripts.build, main or dependencies`,
  describe,
  detect,
  configured,
  withOthers: withNeeded,
  startedBy,
  serves,
};
