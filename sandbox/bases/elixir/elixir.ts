import { baseOn, type Recipe, type Versions } from "../recipe.ts";

const versions: Versions = { "1.14": "bookworm", "1.18": "trixie" };

/** elixir:1.18 and elixir:1.18-slim. */
export const elixir: Recipe = (image) => {
  const [, version = "", slim] = image.match(/^elixir:(1\.\d+)(-slim)?$/) ?? [];
  const suite = versions[version];
  return suite && { folder: import.meta.dirname, from: baseOn(suite, slim !== undefined), args: { VERSION: version } };
};
