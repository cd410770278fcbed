/** Settings of Git as an environment, after those that are there already: they are in no file and no argument. */
export function configured(settings: [string, string][], env: NodeJS.ProcessEnv): Record<string, string> {
  const earlier = Number(env.GIT_CONFIG_COUNT ?? 0);
  const numbered = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${earlier + index}`, key],
    [`GIT_CONFIG_VALUE_${earlier + index}`, value],
  ]);
  return { ...Object.fromEntries(numbered), GIT_CONFIG_COUNT: String(earlier + settings.length) };
}
