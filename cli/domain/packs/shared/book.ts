import type { ProjectTree } from "../tree.ts";

/** Whether a project is a book of mdBook that has no program at its top: crates beside it are its examples and tools. */
export const isBook = ({ paths, texts }: ProjectTree): boolean =>
  ["book.toml", "src/SUMMARY.md"].every((path) => paths.includes(path)) &&
  !/^\[package\]/m.test(texts.get("Cargo.toml") ?? "");
