import type { ProjectTree } from "../tree.ts";
import type { Manifest } from "./manifest.ts";

const compilesFirst = /^(?:npm|pnpm|yarn|bun)(?: run)? ([\w:-]{1,80}) && ([^&|;]{1,300})$/;
const compilers =
  /\b(?:tsc|sass|node-sass|lessc|webpack|vite build|rollup|esbuild|tsup|tsdown|babel|swc|gulp|postcss|tailwindcss|nest build|next build|unbuild)\b/;

/** `tsc && node dist/a.js` */
const compilesItself =
  /^((?:npx )?(?:rimraf [\w./-]{1,40} && )?(?:npx )?(?:tsc|tsup|tsdown|swc|babel|esbuild|rollup|webpack|nest build)(?: [^&|;]{0,200})?) && ([^&|;]{1,300})$/;

/** What is run from its sources needs nothing that was compiled: that only looks for mistakes. */
const runsSources = /^(?:tsx|ts-node|bun|node --import[= ]\S{1,40})\s/;

/** `npm run build && node dist/a.js`: nothing can be compiled where the files of a program are read-only. */
export function apartFromCompiling(text: string, { scripts }: Manifest, { within }: ProjectTree) {
  const [, command, started] = compilesItself.exec(text) ?? [];
  if (command !== undefined && started !== undefined && !within) {
    if (runsSources.test(started) || scripts.build !== undefined) return { text: started };
    return { text: started, commands: command.split(" && ").map((part) => `npx ${part.trim().replace(/^npx /, "")}`) };
  }
  const [, step = "", rest] = compilesFirst.exec(text) ?? [];
  const isLeftOut = rest !== undefined && compilers.test(scripts[step] ?? "") && (step === "build" || !within);
  return isLeftOut ? { text: rest, compiles: step } : { text };
}

/** `test -f config.js || cp config.template.js config.js` */
const copiesFiles = /^(?:test -f [\w./-]{1,80} \|\| )?(?:cp|copyfiles|cpy|shx cp) [\w./ -]{1,160}$/;

/** A script that npm runs before one, if all that it does is to compile or to copy: it belongs into the image as well. */
export function compilesBefore(name: string, { scripts }: Manifest, { within }: ProjectTree): string | undefined {
  const before = `pre${name}`;
  const text = scripts[before]?.trim() ?? "";
  const called = /^(?:npm|pnpm|yarn|bun)(?: run)? ([\w:-]{1,80})$/.exec(text)?.[1];
  const said = called === undefined ? text : (scripts[called] ?? "");
  const prepares = compilers.test(said) || copiesFiles.test(said);
  if (within || !prepares || (text === said && /&&|;|(?<!\|)\|(?!\|)/.test(text))) return undefined;
  return called ?? before;
}
