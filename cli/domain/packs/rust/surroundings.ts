import { firstMatch, type Source } from "../shared/scan.ts";

/** `env::var("APP_ENVIRONMENT").unwrap_or_else(|_| "local".into())`: which of its files of settings counts. */
const chosen =
  /\bvar\(\s{0,9}"([A-Z][A-Z0-9_]{0,40}(?:ENV|ENVIRONMENT|RUN_MODE|PROFILE)|ENV|ENVIRONMENT|RUN_MODE|PROFILE)"\s{0,9}\)[^;{}]{0,120}?"(?:local|dev|development|debug)"/g;
const ofProduction = /(?:^|\/)(?:config|configuration|settings)\/(production|prod)\.(?:ya?ml|toml|json)$/;

/** The variable that has a program take its file for production, where it takes the one for developers without it. */
export function surroundingsOf(sources: readonly Source[], paths: readonly string[]): Record<string, string> {
  const name = firstMatch(sources, chosen)?.groups[0];
  const file = paths.map((path) => ofProduction.exec(path)?.[1]).find((word) => word !== undefined);
  return name && file ? { [name]: file } : {};
}
