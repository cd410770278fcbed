/**
 * Variables by which the programs that chatops runs show people more, or show it otherwise. None of them may change what is
 * released or what runs.
 */
export const loudEnvironment = {
  BUILDKIT_PROGRESS: "rawjson",
  BUILDX_EXPERIMENTAL: "1",
  CLICOLOR_FORCE: "1",
  COLUMNS: "20",
  COMPOSE_ANSI: "always",
  COMPOSE_PROGRESS: "json",
  COMPOSE_STATUS_STDOUT: "1",
  DEBUG: "*",
  DOCKER_CLI_HINTS: "true",
  FORCE_COLOR: "3",
  GIT_TRACE: "1",
  GIT_TRACE_CURL: "1",
  HELM_COLOR: "always",
  HELM_DEBUG: "true",
  LANGUAGE: "de",
  TZ: "Pacific/Kiritimati",
} as const;
