import { chart, configMap, subchart, type Trait } from "./trait.ts";

/** What stands in the folder. */
export const fileTraits: Trait[] = [
  {
    name: ".helmignore",
    files: {
      [`${chart}/.helmignore`]: "# not for users\n*.md\nci/\n*.bak\ntemplates/old.yaml\nsecrets.dec.yaml\n/top.txt\n",
      [`${chart}/README.md`]: "read\n",
      [`${chart}/ci/a.yaml`]: "x: 1\n",
      [`${chart}/files/top.txt`]: "stays\n",
      [`${chart}/top.txt`]: "goes\n",
      [`${chart}/secrets.dec.yaml`]: "db: hunter2\n",
      [`${chart}/templates/old.yaml`]: configMap("old", "x"),
    },
  },
  {
    // To Helm a pattern behind `!` leaves out all that it does not match, Chart.yaml too.
    name: ".helmignore with a negation",
    files: {
      [`${chart}/.helmignore`]: "!*\nfiles/*.tmp\n",
      [`${chart}/files/keep.txt`]: "k\n",
      [`${chart}/files/a.tmp`]: "t\n",
    },
  },
  {
    name: "dot files",
    files: {
      [`${chart}/.editorconfig`]: "root = true\n",
      [`${chart}/.hidden/a.txt`]: "a\n",
      [`${chart}/templates/.swap.yaml`]: "not: {{ yaml\n",
      [`${chart}/files/.env`]: "A=1\n",
    },
  },
  {
    name: "links to files and folders",
    files: { "dashboards/d.json": '{"d":1}\n', "dashboards/more/e.json": "{}\n" },
    links: { [`${chart}/files/d.json`]: "../../../dashboards/d.json", [`${chart}/files/all`]: "../../../dashboards" },
  },
  {
    name: "a subchart by a link",
    files: subchart("shared", "shared"),
    links: { [`${chart}/charts/shared`]: "../../../shared" },
  },
  {
    name: "names of everywhere",
    files: {
      [`${chart}/files/größe.txt`]: "g\n",
      [`${chart}/files/日本/🚀.txt`]: "r\n",
      [`${chart}/files/a b'c.txt`]: "s\n",
    },
  },
  { name: "a long path", files: { [`${chart}/files/${"deep/".repeat(30)}${"n".repeat(120)}.txt`]: "l\n" } },
  { name: "empty files", files: { [`${chart}/templates/empty.yaml`]: "", [`${chart}/files/empty`]: "" } },
  {
    name: "a large binary",
    bytes: { [`${chart}/files/large.bin`]: Buffer.alloc(1_500_000, "0123456789abcdef\0\u00ff", "latin1") },
  },
  {
    name: "definitions",
    files: {
      [`${chart}/crds/w.yaml`]:
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: w.example.com }\n",
    },
  },
  {
    name: "a schema",
    files: {
      [`${chart}/values.schema.json`]: '{ "type": "object", "properties": { "image": { "type": "object" } } }\n',
    },
  },
  {
    name: "helpers and notes",
    files: {
      [`${chart}/templates/_helpers.tpl`]:
        '{{- define "app.name" -}}\nn-{{ .Chart.Name }}-{{ .Chart.Version }}\n{{- end }}\n',
      [`${chart}/templates/named.yaml`]: configMap('{{ include "app.name" . }}', "{{ .Chart.AppVersion | quote }}"),
      [`${chart}/templates/NOTES.txt`]: "Hello {{ .Release.Name }}\n",
    },
  },
  {
    name: "files that templates read",
    files: {
      [`${chart}/conf/a.conf`]: "a=1\r\nb=2\n",
      [`${chart}/conf/b.conf`]: "no end",
      [`${chart}/templates/glob.yaml`]:
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: glob }\ndata:\n{{ (.Files.Glob "conf/*").AsConfig | indent 2 }}\n  a: {{ .Files.Get "conf/a.conf" | quote }}\n',
    },
  },
];
