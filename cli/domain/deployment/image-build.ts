import { resolve } from "node:path";
import type { BuildConfig, SecretSource } from "../../core/config/build.ts";
import type { ComposeBuild, ComposeModel } from "./compose-model.ts";

/** What an image is built from, and where its secrets come from, by their ids. */
export interface ImageBuild {
  build: ComposeBuild;
  secrets: Record<string, SecretSource>;
}

/** What a Compose file says of the secrets of a build. */
export function secretsOf({ secrets: named }: ComposeBuild, { secrets = {} }: ComposeModel): ImageBuild["secrets"] {
  const all = Array.isArray(named) ? (named as (string | { source: string; target?: string })[]) : [];
  const entries = all.flatMap((entry) => {
    const { source, target = source } = typeof entry === "string" ? { source: entry } : entry;
    const { environment, file } = secrets[source] ?? {};
    const from = typeof environment === "string" ? { environment } : file !== undefined && { file };
    return from ? [[target, from] as const] : [];
  });
  return Object.fromEntries(entries);
}

/** chatops.yaml goes before the Compose file, key by key. Context and Dockerfile belong together: one is relative to the other. */
export function mergedBuild(compose: ImageBuild | undefined, own: BuildConfig = {}, folder = "."): ImageBuild {
  const { build = {}, secrets = {} } = compose ?? {};
  const { context, dockerfile, target, args = {}, platforms, ssh, network, hosts, contexts = {} } = own;
  const isElsewhere = context !== undefined || dockerfile !== undefined;
  const { context: _, dockerfile: __, dockerfile_inline: ___, ...others } = build;
  const further = Object.entries(contexts).map(([name, from]) => [name, isUrl(from) ? from : resolve(folder, from)]);
  const values = Object.entries(args).map(([name, value]) => [name, value === null ? null : String(value)]);
  return {
    build: {
      ...(isElsewhere
        ? { ...others, context: resolve(folder, context ?? "."), ...(dockerfile && { dockerfile }) }
        : build),
      ...(target && { target }),
      ...((build.args || values.length > 0) && { args: { ...build.args, ...Object.fromEntries(values) } }),
      ...(further.length > 0 && {
        additional_contexts: { ...build.additional_contexts, ...Object.fromEntries(further) },
      }),
      ...(platforms && { platforms }),
      ...(ssh && { ssh }),
      ...(network && { network }),
      ...(hosts && { extra_hosts: hosts }),
    },
    secrets: { ...secrets, ...own.secrets },
  };
}

/** A context that is no folder: an image, a repository, an archive. */
const isUrl = (context: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(context);
