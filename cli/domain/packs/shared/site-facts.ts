import type { Dockerfile } from "../../dockerfile/dockerfile.ts";
import { programDockerfile, programUser } from "../../dockerfile/program-image.ts";
import type { Description, Evidence, Facts, Warning } from "../pack.ts";
import { assumed, type ProjectTree } from "../tree.ts";
import { evidence } from "./evidence.ts";
import { bashCheck } from "./health-check.ts";
import { ignoredFolders } from "./ignored.ts";
import { nameFrom } from "./name.ts";
import { webServerHealth, type webServerImage, webServerPort } from "./web-server.ts";

interface Site {
  pack: string;
  tree: ProjectTree;
  about: Description;
  image: ReturnType<typeof webServerImage>;
  outputs?: readonly string[];
  /** Files that are read while it is built, though they are left out of a program's image. */
  needed?: readonly string[];
  evidence: readonly Evidence[];
  warnings: readonly Warning[];
}

/** The facts of files that a web server serves: no program of the project runs, so nothing of it is asked for. */
export function siteFacts({ pack, tree, about, image, outputs = [], needed = [], ...said }: Site): Facts {
  const health = { value: webServerHealth, at: "nginx.conf in the Dockerfile" };
  const dockerfile: Dockerfile = programDockerfile({ ...image, environment: {}, port: webServerPort });
  return {
    pack,
    name: nameFrom(about.names),
    port: { value: webServerPort, at: health.at },
    health: { readiness: health, liveness: health },
    services: [],
    variables: [],
    writable: [],
    metrics: undefined,
    dockerfile,
    user: programUser,
    ignored: [...ignoredFolders(tree, outputs), ...needed.map((path) => `!${path}`)],
    testSteps: about.testSteps,
    testImage: image.stages[0]?.from,
    healthCheck: (host, port) => bashCheck(host, port, webServerHealth),
    evidence: [
      ...said.evidence,
      evidence("port", { value: String(webServerPort), at: health.at }, "certain"),
      evidence("ready", health, "certain"),
      evidence("alive", health, "certain"),
      evidence("served by", { value: "nginx", at: assumed }, "assumed"),
    ],
    warnings: said.warnings,
  };
}
