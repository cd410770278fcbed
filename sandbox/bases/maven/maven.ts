import type { Recipe } from "../recipe.ts";

/** maven:3-eclipse-temurin-21, with the Maven of its Debian. */
export const maven: Recipe = (image) => {
  const [, version] = image.match(/^maven:3(?:\.\d+)?-eclipse-temurin-(17|21|25)$/) ?? [];
  return version ? { folder: import.meta.dirname, from: `eclipse-temurin:${version}-jdk`, args: {} } : undefined;
};
