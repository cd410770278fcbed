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
  resolveId: (id) => (/^(node:)?http$/.test(id) ? "\0lean-http" : undefined),
  load(id) {
    if (id !== "\0lean-http") return undefined;
    const names = Object.keys(http).filter((name) => !browsersOwn.has(name));
    return `const http = process.getBuiltinModule("http");\nexport default http;\nexport const { ${names.join(", ")} } = http;`;
  },
};
const browsersOwn = new Set(["WebSocket", "CloseEvent", "MessageEvent"]);

/** Few files with everything in them: Node spends longer on finding a thousand than on reading one. */
export default defineConfig({
  input: "cli/main.ts",
  platform: "node",
  // It reads files that lie beside it, and has parts that may be built for the machine.
  external: ["dockerode"],
  output: { dir: "dist/cli", cleanDir: true, chunkFileNames: "[name]-[hash].js", minify: { mangle: false } },
  plugins: [leanHttp, licenses],
});
