import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { random } from "../chatops/interruptions.ts";
import { type Files, writeAll } from "../fixtures/folder.ts";
import { dependencyTraits } from "./dependency-traits.ts";
import { fileTraits } from "./file-traits.ts";
import { imageTraits } from "./image-traits.ts";
import { metadataTraits, valueTraits, writingTraits } from "./text-traits.ts";
import { chart, type Trait } from "./trait.ts";

/** At most one trait of each of these is in a chart, and one for the image. */
export const traitGroups: Trait[][] = [valueTraits, writingTraits, fileTraits, dependencyTraits, metadataTraits];

/** A chart with some traits, decided by a number: the first numbers have each trait at least once. */
export function traitsOf(number: number): Trait[] {
  const next = random(number);
  const image = imageTraits[number % imageTraits.length];
  const others = traitGroups.flatMap((group) => {
    const index = next() < 0.8 ? number : Math.floor(next() * group.length);
    return group[index % group.length] ?? [];
  });
  const [first, ...rest] = others;
  const chosen = [image, first, ...rest.filter(() => next() < 0.75 || number < mostOfAGroup)];
  return chosen.filter((trait) => trait !== undefined);
}

const mostOfAGroup = Math.max(...traitGroups.map(({ length }) => length));

const template = `apiVersion: apps/v1
kind: Deployment
metadata: { name: app }
spec:
  template:
    spec:
      containers:
        - name: app
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}{{ with .Values.image.digest }}@{{ . }}{{ end }}"
`;
const dump =
  "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: dump }\ndata:\n  values: {{ toJson .Values | quote }}\n";

/** Writes the repository of a chart. Dependencies are not built. */
export function writeChart(root: string, traits: readonly Trait[], helm: string): void {
  const isOlder = traits.some(({ files = {} }) => `${chart}/requirements.yaml` in files);
  const metadata = `apiVersion: ${isOlder ? "v1" : "v2"}\nname: app # ours\nversion: 0.0.0\n${joined(traits, "metadata")}`;
  const values = traits.find((trait) => trait.values !== undefined)?.values;
  const isLinked = traits.some(({ links = {} }) => `${chart}/values.yaml` in links);
  const files: Files = {
    [`${chart}/templates/deployment.yaml`]: template,
    [`${chart}/templates/dump.yaml`]: dump,
    ...Object.assign({}, ...traits.map((trait) => trait.files)),
  };
  writeAll(root, files);
  write(root, "Chart.yaml", metadata, traits);
  if (!isLinked && typeof values === "string")
    write(root, "values.yaml", withMore(values, joined(traits, "moreValues")), traits);
  for (const [path, bytes] of traits.flatMap((trait) => Object.entries(trait.bytes ?? {}))) put(root, path, bytes);
  for (const [path, to] of traits.flatMap((trait) => Object.entries(trait.links ?? {}))) link(root, path, to);
  for (const [from, to] of traits.flatMap((trait) => trait.packaged ?? []))
    execFileSync(helm, ["package", join(root, from), "--destination", join(root, to)], { stdio: "ignore" });
}

const joined = (traits: readonly Trait[], key: "metadata" | "moreValues"): string =>
  traits.map((trait) => trait[key] ?? "").join("");

/** More keys go where keys are lines, and before a second document. */
function withMore(values: string, more: string): string {
  if (values.startsWith("{") || more === "") return values;
  return values.startsWith("---\n") ? values.replace("---\n", `---\n${more}`) : more + values;
}

function write(root: string, name: string, text: string, traits: readonly Trait[]): void {
  const written = traits.reduce<string | Buffer>(
    (all, trait) => (trait.written && typeof all === "string" ? trait.written(all) : all),
    text,
  );
  put(root, join(chart, name), written);
}

function put(root: string, path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function link(root: string, path: string, to: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  rmSync(join(root, path), { force: true });
  symlinkSync(to, join(root, path));
}
