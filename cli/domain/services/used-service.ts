import type { Found } from "../packs/tree.ts";
import type { BackingService, Ecosystem, Setup, UrlForm } from "./service.ts";

/** What a project says it depends on. */
export interface Dependencies {
  ecosystem: Ecosystem;
  names: ReadonlySet<string>;
}

/** A backing service as a program uses it. */
export interface UsedService {
  kind: BackingService;
  /** What shows that it is used: a dependency, or a place. */
  at: string;
  /** The variables that the program reads, or the most common one. */
  variables: Found<string>[];
  /** The program can send a password, so the service may ask for one. */
  password: Found<string> | undefined;
  /** The form of the URL that the program expects. */
  url: UrlForm | undefined;
  /** Its variables begin with a name of the project's own. */
  isPrefixed?: true;
  /** The name by which the code looks for it, where no variable was found that says another one. */
  host?: Found<string>;
  /** Why it is not set up, though the program can speak to it. */
  optional?: string;
}

/** Every variable that belongs to a service, so that it is not listed a second time. */
export const serviceVariables = (services: readonly UsedService[]): Set<string> =>
  new Set(
    services.flatMap(({ kind }) => [
      ...Object.keys(kind.variables),
      ...["PASSWORD", "USER", "USERNAME", "DB", "TLS"].map((part) => `${kind.name.toUpperCase()}_${part}`),
    ]),
  );

/** A service that import sets up, with how. */
export interface ServiceSetUp extends UsedService {
  setup: Setup;
}

export const setupsOf = (services: readonly UsedService[]): ServiceSetUp[] =>
  services.flatMap((service) => (service.kind.setup ? [{ ...service, setup: service.kind.setup }] : []));
