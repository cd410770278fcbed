/** A hook as Helm stores and prints it, apart from the manifest of a revision. */
export interface StoredHook {
  manifest: string;
  events?: readonly string[];
}

const isTest = ({ events = [] }: StoredHook): boolean =>
  events.length > 0 && events.every((event) => event.startsWith("test"));

/** The manifests of a revision with those of its hooks; tests run only when somebody asks for them. */
export const withHooks = (manifest: string, hooks: readonly StoredHook[] | null | undefined): string =>
  [manifest, ...(hooks ?? []).filter((hook) => !isTest(hook)).map((hook) => hook.manifest)].join("\n---\n");
