import { readdirSync, readFileSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { defineConfig, type Plugin } from "rolldown";

const inPackage = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/** Writes the licenses of all that is in the bundle beside it, as most of them ask for. */
const licenses: Plugin = {
  name: "licenses",
  generateBundle(_, bundle) {
    const modules = Object.values(bundle).flatMap((chunk) => (chunk.type === "chunk" ? chunk.moduleIds : []));
    const packages = new Set(modules.flatMap((id) => inPackage.exec(id)?.[0] ?? []));
    const source = [...packages]
      .sort()
      .map(licenseOf)
      .join(`\n${"-".repeat(80)}\n\n`);
    this.emitFile({ type: "asset", fileName: "licenses.txt", source });
  },
};

function licenseOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  return `${name} ${version}: ${license}\n\n${file ? readFileSync(join(folder, file), "utf8") : ""}`;
}

/**
 * Node's own `http` without what it has for browsers' programs: an import of it by name reads these too, for which Node
 * loads a second copy of undici, which takes as long as an empty program.
 */
const leanHttp: Plugin = {
  name: "lean-http",
  resolveId: (id, _, { kind }) => (/^(node:)?http$/.test(id) && kind !== "require-call" ? "\0lean-http" : undefined),
  load(id) {
    if (id !== "\0lean-http") return undefined;
    const names = Object.keys(http).filter((name) => !browsersOwn.has(name));
    return `const http = process.getBuiltinModule("http");\nexport default http;\nexport const { ${names.join(", ")} } = http;`;
  },
};
const browsersOwn = new Set(["WebSocket", "CloseEvent", "MessageEvent"]);

/**
 * dockerode without what it has for building images and for logging in by itself: gRPC and an SSH client are most of what
 * there is to load of it, need files beside them and parts built for the machine. `docker` does both for chatops.
 */
const leanEngine: Plugin = {
  name: "lean-engine",
  resolveId: (id, importer = "") =>
    /\/(dockerode|docker-modem)\/lib\//.test(importer) && ["./session", "./buildkit", "./ssh"].includes(id)
      ? "\0lean-engine"
      : undefined,
  load: (id) =>
    id === "\0lean-engine" ? 'export default () => { throw new Error("left to the docker command"); };' : undefined,
};

/**
 * The cluster's models with their tables made when one is asked for: there are nine hundred of them, of which a command reads
 * some twenty, and making all takes longer than anything else of the start.
 */
const lazyModels: Plugin = {
  name: "lazy-models",
  transform: {
    filter: { id: /client-node\/dist\/gen\/models\/V\d/ },
    handler(code) {
      const [, name, table] = /^(\w+)\.attributeTypeMap = (\[[\s\S]*?^\]|\[\]);$/m.exec(code) ?? [];
      if (name === undefined) return undefined;
      return code
        .replace(`${name}.attributeTypeMap = ${table};`, "")
        .replace(`return ${name}.attributeTypeMap;`, () => `return ${name}.attributeTypeMap ??= ${table};`)
        .replace(/^\w+\.(?:discriminator|mapping) = undefined;$/gm, "");
    },
  },
};

/** Few files with everything in them: Node spends longer on finding a thousand than on reading one. */
export default defineConfig({
  input: "cli/main.ts",
  platform: "node",
  output: { dir: "dist/cli", cleanDir: true, chunkFileNames: "[name]-[hash].js", minify: { mangle: false } },
  plugins: [leanHttp, leanEngine, lazyModels, licenses],
});
