/** Git sets these for its hooks; they would lead every command to the repository of the hook, wherever it runs. */
const placeNames = new Set([
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_OBJECT_DIRECTORY",
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_COMMON_DIR",
  "GIT_PREFIX",
]);

/** An environment without what leads to the repository of a hook. */
export const withoutPlace = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !placeNames.has(name)));
