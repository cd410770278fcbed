import type { Files } from "../fixtures/folder.ts";

/** One thing that charts in the wild have. Paths are below the repository; the chart is `app`, in `deploy/app`. */
export interface Trait {
  name: string;
  /** The text of values.yaml in place of another; null: there is none. */
  values?: string | null;
  /** More lines of values.yaml. */
  moreValues?: string;
  /** More lines of Chart.yaml. */
  metadata?: string;
  /** The text of Chart.yaml or values.yaml as it is written. */
  written?: (text: string) => string | Buffer;
  files?: Files;
  /** Files that are no text, by path. */
  bytes?: Record<string, Buffer>;
  /** Links, to what they lead to. */
  links?: Record<string, string>;
  /** Charts that are packaged into a folder before: [folder of the chart, folder for the package]. */
  packaged?: [string, string][];
  /** Charts whose dependencies have to be built first, in this order, for Helm alone to package `deploy/app`. */
  built?: string[];
  /** Key of other values that are the same as `image` in the file. */
  follows?: string;
}

/** Folder of the chart in its repository. */
export const chart = "deploy/app";
export const configMap = (name: string, data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata:\n  it: ${data}\n`;
export const chartYaml = (name: string, version = "0.1.0", more = "") =>
  `apiVersion: v2\nname: ${name}\nversion: ${version}\n${more}`;
export const subchart = (folder: string, name: string, version?: string, more?: string): Files => ({
  [`${folder}/Chart.yaml`]: chartYaml(name, version, more),
  [`${folder}/values.yaml`]: "mode: 0644\nkept: 1.10\n",
  [`${folder}/templates/a.yaml`]: configMap(`${name}-a`, "{{ toJson .Values | quote }}"),
});
export const dependsOn = (name: string, repository?: string, version = "0.1.0") =>
  `dependencies:\n  - name: ${name}\n    version: ${version}\n${repository ? `    repository: ${repository}\n` : ""}`;
