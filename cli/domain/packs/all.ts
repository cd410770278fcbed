import { dockerfile } from "./dockerfile/dockerfile.ts";
import { dotnet } from "./dotnet/dotnet.ts";
import { elixir } from "./elixir/elixir.ts";
import { go } from "./go/go.ts";
import { java } from "./java/java.ts";
import { node } from "./node/node.ts";
import type { Pack } from "./pack.ts";
import { php } from "./php/php.ts";
import { python } from "./python/python.ts";
import { ruby } from "./ruby/ruby.ts";
import { rust } from "./rust/rust.ts";
import { staticSite } from "./static/static.ts";

/** Every kind of project that import knows; of those that are equally sure, the first is taken: most bring their assets by Node. */
export const packs: readonly Pack[] = [dockerfile, java, rust, dotnet, elixir, php, ruby, node, go, python, staticSite];
