import type { Recipe } from "../recipe.ts";

/** mlocati/php-extension-installer:2, which installs what Debian has for the sandbox's php. */
export const phpExtensionInstaller: Recipe = (image) =>
  /^mlocati\/php-extension-installer(?::(?:2|latest))?$/.test(image)
    ? { folder: import.meta.dirname, from: "debian:trixie-slim", args: {} }
    : undefined;
