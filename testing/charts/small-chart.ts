import { type Files, folder } from "../fixtures/folder.ts";

/** The text of a Chart.yaml. */
export const metadata = (name: string, more = "") => `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n${more}`;

/** A pod that runs this image. */
export const pod = (reference: string) => `apiVersion: v1
kind: Pod
metadata: { name: app, labels: { version: "{{ .Values.label }}" } }
spec: { containers: [{ name: app, image: ${reference} }] }
`;

/** The image as most charts read it. */
export const usual = "{{ .Values.image.repository }}:{{ .Values.image.tag }}";

/** A repository with a chart in `chart`. */
export const chart = (files: Files, name = "app"): string => folder({ "chart/Chart.yaml": metadata(name), ...files });
