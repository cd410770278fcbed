import { chartMuseumPart } from "./chartmuseum.ts";
import { enginePart } from "./engine.ts";
import { helmPart } from "./helm.ts";
import { imagesPart } from "./images.ts";
import { kubernetesPart } from "./kubernetes/part.ts";
import type { Part } from "./part.ts";
import { pluginsPart } from "./plugins.ts";
import { redisPart } from "./redis.ts";
import { registryPart } from "./registry.ts";
import { usersClusterPart } from "./users-cluster/users-cluster.ts";

/** All parts, in the order in which they are built and shown; they are stopped in the opposite one. */
export const parts: readonly Part[] = [
  enginePart,
  registryPart,
  chartMuseumPart,
  redisPart,
  pluginsPart,
  imagesPart,
  kubernetesPart,
  usersClusterPart,
  helmPart,
];
