import { dirname, join } from "node:path/posix";
import { detectPages, type Pages } from "../node/pages.ts";
import { namedFolder } from "../shared/named-folder.ts";
import { matchesOf, type Source } from "../shared/scan.ts";
import type { Found, ProjectTree } from "../tree.ts";
import { type Crate, cargoFile } from "./cargo.ts";

/** Pages that a program in Rust serves by itself. */
export type ServedPages = Pages & {
  /** The compiler puts them into the program, so that they have to be there before. */
  isEmbedded: boolean;
};

/** Those that it takes into itself, or reads while it runs. */
export function pagesOf(
  tree: ProjectTree,
  sources: readonly Source[],
  crates: readonly Crate[],
): ServedPages | undefined {
  const embedded = embeddedBy(sources, crates);
  const pages = detectPages(tree, { embedded, named: (folder) => namedFolder(sources, folder) });
  return pages && { ...pages, isEmbedded: embedded.some(({ at }) => at === pages.output.at) };
}

/** `#[folder = "ui/dist"]` of rust-embed, `include_dir!("$CARGO_MANIFEST_DIR/ui/dist")`: from the folder of the package. */
const embedding =
  /(?:#\[folder\s{0,9}=\s{0,9}|\b(?:include_dir|embed_dir|embed_assets|static_dir)!\(\s{0,9})"(?:\$CARGO_MANIFEST_DIR\/|\.\/)?([\w./-]{1,120})"/g;

const embeddedBy = (sources: readonly Source[], crates: readonly Crate[]): Found<string>[] =>
  [...matchesOf(sources, embedding)].map(({ groups: [folder = ""], at }) => ({
    value: join(packageOf(at, crates), folder).replace(/\/$/, ""),
    at,
  }));

/** The folder of the innermost package that a file is in. */
function packageOf(at: string, crates: readonly Crate[]): string {
  const around = crates.map(({ folder }) => folder).filter((folder) => at.startsWith(folder && `${folder}/`));
  return around.sort((a, b) => b.length - a.length)[0] ?? dirname(cargoFile);
}
