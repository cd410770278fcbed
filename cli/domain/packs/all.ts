import { dockerfile } from "./dockerfile/dockerfile.ts";
import { go } from "./go/go.ts";
import { node } from "./node/node.ts";
import type { Pack } from "./pack.ts";
import { python } from "./python/python.ts";
import { staticSite } from "./static/static.ts";

/** Every kind of project that import knows; of those that are equally sure, the first is taken. */
export const packs: readonly Pack[] = [dockerfile, node, go, python, staticSite];
