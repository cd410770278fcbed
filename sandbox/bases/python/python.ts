import { baseOn, type Recipe, type Versions } from "../recipe.ts";

const versions: Versions = { "3.9": "bullseye", "3.11": "bookworm", "3.13": "trixie" };

/** python:3.13 and python:3.13-slim. */
export const python: Recipe = (image) => {
  const [, version = "", slim] = image.match(/^python:(3\.\d+)(-slim)?$/) ?? [];
  const suite = versions[version];
  return suite && { folder: import.meta.dirname, from: baseOn(suite, slim !== undefined), args: { VERSION: version } };
};
