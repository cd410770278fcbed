import { preconditionError, usageError } from "../../../lib/errors.ts";
import { finalImageOf } from "../dockerfile/final-image.ts";
import { parseDockerfile } from "../dockerfile/parse.ts";
import { packs } from "./all.ts";
import { copiedProgram } from "./dockerfile/copied-program.ts";
import { dockerfile } from "./dockerfile/dockerfile.ts";
import type { Facts, Pack, Recognized, Sureness } from "./pack.ts";
import { evidence } from "./shared/evidence.ts";
import { noLanguage } from "./shared/no-language.ts";
import type { ProjectTree } from "./tree.ts";
import { otherLanguage, unknownProject } from "./unknown.ts";

const order: readonly Sureness[] = ["certain", "likely", "assumed"];

/** What the pack finds that is asked for, or the one that is surest of the project. */
export function detectProject(tree: ProjectTree, asked?: string): Facts {
  const pack = asked === undefined ? packOf(tree) : packNamed(asked, tree);
  if (!pack) throw unknownProject(tree);
  const written = writtenIn(tree, pack);
  const facts = pack.detect(tree, written);
  return pack.language === noLanguage && !written ? withLanguage(facts, tree) : facts;
}

/** The pack that reads the sources of a project that another one builds: of several, that of what its image has. */
function writtenIn(tree: ProjectTree, pack: Pack): Pack | undefined {
  const candidates = packs.filter(({ language }) => language !== noLanguage && language !== pack.language);
  const first = surest(tree, candidates);
  const base = finalImageOf(parseDockerfile(tree.texts.get("Dockerfile") ?? ""))?.base.value ?? "";
  if (!first) return pack === dockerfile ? copiedProgram(tree, candidates) : undefined;
  if (pack.language !== noLanguage || bases[first.name]?.test(base)) return first;
  return (
    surest(
      tree,
      candidates.filter(({ name }) => bases[name]?.test(base) && name !== "node"),
    ) ?? first
  );
}

/** Words by which images are called that programs in a language are built or run in. */
const bases: Readonly<Record<string, RegExp>> = {
  node: /\bnode\b|\bbun\b/,
  python: /python|flask|conda/,
  go: /golang/,
  java: /jdk|jre|temurin|maven|gradle|java/,
  php: /\bphp\b/,
  ruby: /\bruby\b/,
  rust: /\brust\b/,
  dotnet: /\bdotnet\b/,
  elixir: /elixir/,
};

/** What runs JavaScript beside Node. */
const runtimes: readonly { name: string; image: RegExp }[] = [
  { name: "Deno", image: /\bdenoland\/deno\b/ },
  { name: "Bun", image: /\boven\/bun\b/ },
];

/** What configures programs in any language. */
const settings = /\.(?:ya?ml|json|toml|ini|conf|cfg|properties|xml|html?|css)$|(?:^|\/)\.env$/;

const rank = ({ pack, isBase }: { pack: Pack; isBase: boolean }) => (isBase ? (pack.name === "node" ? 1 : 2) : 0);

/** No manifest says in what it is written: its images do, or else most of its sources. */
function withLanguage(facts: Facts, tree: ProjectTree): Facts {
  const images = (tree.texts.get("Dockerfile") ?? "").split("\n").filter((line) => /^\s*from\s/i.test(line));
  const [most] = packs
    .filter(({ language }) => language !== noLanguage)
    .map((pack) => {
      const count = tree.paths.filter((path) => pack.language.files.test(path) && !settings.test(path)).length;
      return { pack, count, isBase: images.some((line) => bases[pack.name]?.test(line)) };
    })
    .filter(({ count }) => count > 0)
    // Beside another language, Node builds the pages.
    .sort((a, b) => rank(b) - rank(a) || b.count - a.count);
  if (!most || facts.pack !== "dockerfile") return facts;
  const runtime = runtimes.find(({ image }) => images.some((line) => image.test(line)));
  const language = evidence("language", { value: runtime?.name ?? most.pack.title, at: "sources" }, "likely");
  return { ...facts, evidence: [language, ...facts.evidence] };
}

/** One that is not certain gives way to the manifest of another language: its assets lie there. */
function packOf(tree: ProjectTree): Pack | undefined {
  const pack = surest(tree, packs);
  return pack && recognizedAs(pack, tree)?.sure !== "certain" && otherLanguage(tree) ? undefined : pack;
}

/** The pack of a project, and what shows it. */
export function recognizedPack(tree: ProjectTree): (Recognized & { pack: Pack }) | undefined {
  const pack = packOf(tree);
  const recognized = pack && recognizedAs(pack, tree);
  return pack && recognized && { ...recognized, pack };
}

function surest(tree: ProjectTree, candidates: readonly Pack[]): Pack | undefined {
  const recognized = candidates.map((pack) => ({ pack, sure: recognizedAs(pack, tree)?.sure }));
  return order.map((sure) => recognized.find((candidate) => candidate.sure === sure)).find(Boolean)?.pack;
}

const answers = new WeakMap<ProjectTree, Map<Pack, Recognized | undefined>>();

/** What shows that a project is of a kind, which is asked several times. */
function recognizedAs(pack: Pack, tree: ProjectTree): Recognized | undefined {
  const known = answers.get(tree) ?? new Map<Pack, Recognized | undefined>();
  answers.set(tree, known);
  if (!known.has(pack)) known.set(pack, pack.recognize(tree));
  return known.get(pack);
}

function packNamed(name: string, tree: ProjectTree): Pack {
  const pack = packs.find((candidate) => candidate.name === name);
  if (!pack) {
    throw usageError(`no pack is called ${name}`, { hint: `Packs: ${packs.map((known) => known.name).join(", ")}.` });
  }
  if (pack.recognize(tree)) return pack;
  throw preconditionError(`${tree.folder} is not a project of the pack ${name}: ${pack.missing}`);
}
