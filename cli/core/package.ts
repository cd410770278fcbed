import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";

// Above cli/ in a checkout, above dist/ where it is installed.
const description = findPackageJSON(import.meta.url) ?? "package.json";

/** Folder of the templates that an import fills. */
export const templatesFolder = join(dirname(description), "templates");

/** Folder of what browsers get as the page of `chatops serve`. */
export const pageFolder = join(dirname(description), "page");

/** What starts this chatops. */
export const programFile = join(dirname(description), "bin", "chatops.js");

/** Version of this chatops, from the package.json that it was installed with. */
export const ownVersion = (): string => JSON.parse(readFileSync(description, "utf8")).version;
