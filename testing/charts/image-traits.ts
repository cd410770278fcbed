import { chart, type Trait } from "./trait.ts";

/** What stands for the image: one of these in each chart. */
export const imageTraits: Trait[] = [
  { name: "an empty flow map", values: "image: {}\n" },
  { name: "no values.yaml", values: null },
  { name: "an empty values.yaml", values: "" },
  { name: "comments alone", values: "# nothing yet\n\n# still nothing\n" },
  { name: "other keys alone", values: "port: 80\nmode: 0440 # for the owner" },
  {
    name: "a block, with comments",
    values: "# where\nimage:\n  # it is\n  repository: old/app # name\n  tag: latest\n\nport: 80\n",
  },
  { name: "an empty image", values: "image:\n  # set by the pipeline\nport: 80\n" },
  { name: "an empty tag", values: "image:\n  tag:   # set later\n  repository: ~\nport: 80\n" },
  {
    name: "a flow map over lines",
    values: "image: { repository: 'old', # name\n  tag: , pull: Always,\n }\nport: 80\n",
  },
  { name: "JSON", values: '{"image": {"repository": "old", "tag": null}, "port": 80, "mode": "0644"}' },
  {
    name: "an alias of a map",
    values: "defaults: &img\n  repository: old\n  tag: '1'\n  pull: Always\nimage: *img\nmigrate:\n  image: *img\n",
    follows: "defaults migrate.image",
  },
  {
    name: "an anchored map",
    values: "image: &img\n  repository: old\n  tag: '1'\nmigrate: { image: *img }\n",
    follows: "migrate.image",
  },
  { name: "an alias of a text", values: "version: &v 1.10\nimage:\n  tag: *v\n  repository: a\nother: *v\n" },
  {
    name: "a merge",
    values: "base: &base { tag: old, pull: Always }\nimage:\n  <<: *base\n  repository: a\nport: 0644\n",
  },
  {
    name: "a merge after the keys",
    values: "base: &base { tag: old, pull: Always }\nimage:\n  tag: new\n  <<: *base\nport: 0644\n",
  },
  { name: "a merge in one line", values: "base: &base { tag: old }\nimage: { tag: x, <<: *base }\n" },
  { name: "several merged", values: "a: &a { tag: 1 }\nb: &b { pull: Always }\nimage: { <<: [*a, *b] }\n" },
  {
    name: "an image that is merged",
    values: "base: &base\n  image: { pull: Always }\n<<: *base\n",
    follows: "base.image",
  },
  { name: "a doubled image", values: "image: { tag: one, gone: true }\nport: 80\nimage: { pull: Always }\n" },
  { name: "a doubled tag", values: "image:\n  tag: one\n  tag: two\nport: 80\nport: 81\n" },
  { name: "two documents", values: "image: { tag: one }\nport: 80\n---\nimage: { pull: Always }\nport: 81\n" },
  { name: "a second document without it", values: "---\nport: 80\n...\n---\nmode: 0644\n" },
  { name: "a comment before the document", values: "# one file\n---\nimage: {}\n" },
  { name: "a document that says where it ends", values: "image:\n  tag: x\n...\n" },
  { name: "quoted keys", values: '"image":\n  \'tag\': "x"\n  "repository" : y\n' },
  {
    name: "texts over lines",
    values: 'image:\n  tag: |-\n    old\n  repository: "a\n    b"\n  digest: >\n    folded\n    text\nport: 80\n',
  },
  { name: "a last line that does not end", values: "port: 80\nimage:\n  pull: Always\n  tag: x" },
  {
    name: "a list as its last key",
    values: "image:\n  pullSecrets:\n    - name: a\n    - name: b\n# the end\nport: 80\n",
  },
  {
    name: "a list without indentation",
    values: "image:\n  pullSecrets:\n  - name: a\n  text: |+\n    kept\n\n\nport: 80\n",
  },
  { name: "a question mark", values: "? image\n: tag: x\n  repository: y\nport: 80\n" },
  { name: "tags of YAML", values: "image:\n  tag: !!str 1.10\n  repository: !!str y\nport: !!str 0644\n" },
  { name: "wide indentation", values: "image:\n      tag: x\n      nested:\n            deep: 0755\nport: 80\n" },
  {
    name: "values.yaml by a link",
    values: null,
    files: { "config/values.yaml": "image:\n  tag: linked\nmode: 0644\n" },
    links: { [`${chart}/values.yaml`]: "../../config/values.yaml" },
  },
];
