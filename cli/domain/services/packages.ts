import type { BackingService } from "./service.ts";
import type { Dependencies } from "./used-service.ts";

/** The dependency that speaks to a service, as the place where it is shown. */
export function dependencyOn(kind: BackingService, { ecosystem, names }: Dependencies): string | undefined {
  const name = kind.packages[ecosystem]?.find((wanted) => hasPackage(names, wanted));
  return name && `dependency ${name}`;
}

/** Whether a package is among those, or a part of it. */
export const hasPackage = (names: ReadonlySet<string>, wanted: string) =>
  names.has(wanted) || [...names].some((name) => name.startsWith(`${wanted}/`));
