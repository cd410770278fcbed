import type { FinalImage } from "../../dockerfile/final-image.ts";
import { serverSettings } from "../shared/server-settings.ts";
import { type Found, lineAt, type ProjectTree } from "../tree.ts";

const listens =
  /^[ \t]{0,20}listen[ \t]{1,20}(?:\[::\]:|\*:|[\d.]{7,15}:)?(?:(\d{2,5})|\$\{?(\w{1,40})\}?)(?![^;\n]{0,99}\bssl\b)/im;

/** Where a web server listens whose settings the image copies to where that reads them. */
export function portOfSettings(
  { instructions, environment }: FinalImage,
  tree: ProjectTree,
): Found<number> | undefined {
  for (const { name, flags, text } of instructions) {
    if ((name !== "COPY" && name !== "ADD") || flags.from !== undefined || !/\/(?:nginx|apache2|httpd)\b/.test(text))
      continue;
    const [source = ""] = text.split(/\s+/);
    const place = source.replace(/^\.?\/+/, "").replace(/\/$/, "");
    for (const [path, settings] of tree.texts) {
      if (!serverSettings.test(path) || !(path === place || path.startsWith(`${place}/`))) continue;
      const found = listens.exec(settings);
      const value = Number(found?.[1] ?? environment[found?.[2] ?? ""]);
      if (found && value) return { value, at: `${path}:${lineAt(settings, found.index)}` };
    }
  }
  return undefined;
}
