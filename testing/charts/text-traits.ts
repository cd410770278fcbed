import type { Trait } from "./trait.ts";

/** What else stands in values.yaml. */
export const valueTraits: Trait[] = [
  { name: "octal numbers", moreValues: "modes: { a: 0440, b: 0644, c: 0o17, d: 0x1F, e: +5, f: 1_000 }\n" },
  { name: "long numbers", moreValues: "long: 12345678901234567890\nsha: 1234e5\nwei: 1000000000000000000\n" },
  { name: "floats", moreValues: "floats: [1.10, .5, 1e3, -0.0, 1.0]\n" },
  { name: "words that may be more", moreValues: "words: [on, off, yes, No, ~, null, 12:30:45, 2026-01-01]\n" },
  {
    name: "texts over lines beside it",
    moreValues: 'script: |\n  #!/bin/sh\n  echo "$1"\t# tab\n\nfold: >-\n  a\n  b\nkeep: |+\n  end\n\n',
  },
  { name: "letters of everywhere", moreValues: 'größe: "日本 🚀"\nemoji-\u00e9: é\n' },
  { name: "texts for tpl", moreValues: "host: '{{ .Release.Name }}.example.com'\ncolon: \"a: b # c\"\n" },
  {
    name: "aliases elsewhere",
    moreValues: "shared: &shared\n  mode: 0644\none: *shared\ntwo:\n  <<: *shared\n  more: 1\n",
  },
];

/** How files are written. */
export const writingTraits: Trait[] = [
  { name: "CRLF", written: (text) => text.replaceAll("\n", "\r\n") },
  { name: "a byte order mark", written: (text) => `\uFEFF${text}` },
  { name: "spaces at the ends of lines", written: (text) => text.replace(/([^|>+-])\n(?=[a-z])/g, "$1  \n") },
];

/** What Chart.yaml says. */
export const metadataTraits: Trait[] = [
  {
    name: "annotations",
    metadata: "annotations:\n  # of others\n  category: web\n  artifacthub.io/changes: |\n    - one\n    - two\n",
  },
  { name: "empty annotations", metadata: "annotations:\n  # none yet\nkeywords: [a, b]\n" },
  { name: "annotations in one line", metadata: "annotations: { a: '1' }\nappVersion: \"1.10\"\n" },
  {
    name: "people",
    metadata:
      "maintainers:\n- name: Größe\n  email: g@example.com\nicon: https://example.com/i.png\nhome: https://example.com\n",
  },
  { name: "a doubled key", metadata: "description: one\ndescription: two\nkubeVersion: '>=1.20.0-0'\n" },
];
