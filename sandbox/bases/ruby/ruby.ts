import { baseOn, type Recipe, type Versions } from "../recipe.ts";

const versions: Versions = { "2.7": "bullseye", "3.1": "bookworm", "3.3": "trixie" };

/** ruby:3.3 and ruby:3.3-slim. */
export const ruby: Recipe = (image) => {
  const [, version = "", slim] = image.match(/^ruby:(\d\.\d)(-slim)?$/) ?? [];
  const suite = versions[version];
  return suite && { folder: import.meta.dirname, from: baseOn(suite, slim !== undefined), args: { VERSION: version } };
};
