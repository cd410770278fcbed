import type { ProjectTree } from "../tree.ts";
import type { Manifest } from "./manifest.ts";

const compilesFirst = /^(?:npm|pnpm|yarn|bun)(?: run)? ([\w:-]{1,80}) && ([^&|;]{1,300})$/;
const compilers =
  /\b(?:tsc|sass|node-sass|lessc|webpack|vite build|rollup|esbuild|tsup|tsdown|babel|swc|gulp|postcss|tailwindcss|nest build|next build|unbuild|lb-tsc|tsc-alias)\b/;

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
  const isBuild = step === "build" && scripts.build !== undefined;
  const isLeftOut = rest !== undefined && (isBuild || (compilers.test(scripts[step] ?? "") && !within));
  return isLeftOut ? { text: rest, compiles: step } : { text };
}

/** `test -f config.js || cp config.template.js config.js` */
const copiesFiles = /^(?:test -f [\w./-]{1,80} \|\| )?(?:cp|copyfiles|cpy|shx cp) [\w./ -]{1,160}$/;
const removesFiles = /^(?:npx )?(?:rm -rf|rimraf|del-cli|del|shx rm -rf|lb-clean) [\w.*/ -]{1,160}$/;
const callsScript = /^(?:npm|pnpm|yarn|bun)(?: run)?(?: -s)? ([\w:-]{1,80})$/;
const deepestCall = 4;

/** Whether a script does nothing but to compile, to copy, and to make place for that. */
function onlyPrepares(text: string, scripts: Manifest["scripts"], depth = 0): boolean {
  const steps = text.split(" && ").map((step) => step.trim());
  const isStep = (step: string): boolean => {
    const called = scripts[callsScript.exec(step)?.[1] ?? ""];
    if (called !== undefined) return depth < deepestCall && onlyPrepares(called, scripts, depth + 1);
    const isPlain = !/[;|]|\bnode\b/.test(step.replace(" || ", " "));
    return removesFiles.test(step) || copiesFiles.test(step) || (isPlain && compilers.test(step));
  };
  return steps.every(isStep) && steps.some((step) => !removesFiles.test(step));
}

/** A script that npm runs before one, if all that it does is to compile or to copy: it belongs into the image as well. */
export function compilesBefore(name: string, { scripts }: Manifest, { within }: ProjectTree): string | undefined {
  const before = `pre${name}`;
  const text = scripts[before]?.trim() ?? "";
  if (within || text === "" || !onlyPrepares(text, scripts)) return undefined;
  return callsScript.exec(text)?.[1] ?? before;
}
