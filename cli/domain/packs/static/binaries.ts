import type { Stage } from "../../dockerfile/dockerfile.ts";
import { type Generator, hasIn, madeAt } from "./generator.ts";

/** What is one program without anything beside it, and stands in an image of its own. */
const stagesOf = (image: string, program: string, make: string): Stage[] => [
  { from: image, as: "generator", instructions: [] },
  {
    from: "debian:bookworm-slim",
    as: "build",
    instructions: [
      { workdir: "/src" },
      { copy: [program], to: "/usr/local/bin/", from: "generator" },
      { copy: ["."], to: "." },
      { run: make },
    ],
  },
];

export const zola: Generator = {
  name: "zola",
  shownBy: (tree) =>
    /^base_url\s{0,9}=/m.test(tree.texts.get("config.toml") ?? "") && hasIn(tree, "content", "templates", "themes")
      ? "config.toml"
      : undefined,
  stages: () => stagesOf("ghcr.io/getzola/zola:v0.21.0", "/bin/zola", `zola build --output-dir ${madeAt}`),
};

/** It comes as a crate alone. */
export const mdbook: Generator = {
  name: "mdbook",
  shownBy: ({ paths }) => (paths.includes("book.toml") ? "book.toml" : undefined),
  stages: () => [
    {
      from: "rust:1",
      as: "build",
      instructions: [
        { workdir: "/src" },
        { run: "cargo install mdbook --version '^0.4' --locked" },
        { copy: ["."], to: "." },
        { run: `mdbook build --dest-dir ${madeAt}` },
      ],
    },
  ],
};
