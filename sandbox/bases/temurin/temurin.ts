import type { Recipe, Versions } from "../recipe.ts";

const versions: Versions = { "17": "bookworm", "21": "trixie", "25": "trixie" };

/** eclipse-temurin:21, eclipse-temurin:21-jdk and eclipse-temurin:21-jre: Debian's build of the same Java. */
export const temurin: Recipe = (image) => {
  const [, version = "", kind = "jdk"] = image.match(/^eclipse-temurin:(\d+)(?:-(jdk|jre))?$/) ?? [];
  const suite = versions[version];
  return suite && { folder: import.meta.dirname, from: `debian:${suite}-slim`, args: { VERSION: version, KIND: kind } };
};
