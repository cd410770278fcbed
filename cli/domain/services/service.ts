/** Where a program's packages come from. */
export type Ecosystem = "npm" | "pypi" | "go" | "packagist" | "maven" | "gem" | "cargo" | "nuget" | "hex";

/** How a program is told where its service is: in Compose, and as an expression in the chart. */
export interface Telling {
  compose: string;
  chart: string;
}

/**
 * What a URL is made of: `%[1]s` the user, `%[2]s` the password, `%[3]s` the host, `%[4]v` the port, `%[5]s` the
 * database, as `printf` of a chart takes them.
 */
export type UrlForm = string;

/** A form of URLs that some programs expect instead of the common one. */
export interface OtherForm {
  ecosystem: Ecosystem;
  /** The package that expects it; every one of the ecosystem if there is none. */
  package?: string;
  /** It does so only beside one of these. */
  beside?: readonly string[];
  form: UrlForm;
}

/** A kind of backing service. */
export interface BackingService {
  name: string;
  /** Packages that speak to it; a Go module stands for all that is below it. */
  packages: Readonly<Partial<Record<Ecosystem, readonly string[]>>>;
  /** Images that run it, without registry and folder, or with the last folder: a Compose file of the project's people may name them. */
  images?: readonly string[];
  /** How code speaks to it that needs no package; with the flag g. */
  speech?: RegExp;
  /** What Prisma calls it. */
  prisma?: string;
  /** Variables by which programs are commonly told the address. */
  variables: Readonly<Record<string, Telling>>;
  /** Which of them go together, the best way first: a program that reads several is told by the first. */
  ways: readonly (readonly string[])[];
  /** Told as well where they are read and no other service has them. */
  besides?: readonly string[];
  /** Those that are its own in a program with no other database. */
  ifAlone?: Readonly<Record<string, Telling>>;
  /** What it is told by if it reads none of them; else the first way. */
  usual?: readonly string[];
  /** Those that frameworks of an ecosystem read without saying so; Quarkus and Micronaut have others than Spring. */
  unsaid?: Readonly<Partial<Record<Ecosystem | "quarkus" | "micronaut", readonly string[]>>>;
  /** Variables that can hold the password as well. */
  holdsPassword?: readonly string[];
  /** The form of its URLs, and who expects another one. */
  url?: {
    form: UrlForm;
    others: readonly OtherForm[];
    /** Who a program is in Compose; without it, nobody is asked for a name. */
    inCompose?: { user: string; password: string };
  };
  /** How import sets it up; without it, its address is left to the person. */
  setup?: Setup;
}

export interface Setup {
  /** Folder of its parts of the chart and of compose.yaml, below the templates; those it lacks are in `services/shared`. */
  templates: string;
  /** Values of the chart while developing. */
  devValues: readonly string[];
  /** What the shared parts say of it. */
  words?: Readonly<Record<string, string>>;
  /** A shell's words that end with 0 if it answers at `$HOST` and `$PORT`: migrations wait for it. */
  asks?: string;
  /**
   * Commands of a shell that write all that is in it to their output, and replace it by what they read, as `$ACCOUNT` with
   * `$PASSWORD` in the `$DATABASE` at `$HOST` and `$PORT`: a CronJob makes backups with them.
   */
  dumps?: { dump: string; restore: string };
  /** In the chart it asks for none where the program sends none. */
  canDoWithoutPassword?: true;
  /** It has no volume. */
  keepsNothing?: true;
  /** People look into it with Adminer. */
  isSql?: true;
}

/** A service that is not set up: its address is told by the first of these that a program reads. */
export function toldBy(...ways: readonly (readonly string[])[]): Pick<BackingService, "variables" | "ways"> {
  const nothing = { compose: "", chart: "" };
  return { variables: Object.fromEntries(ways.flat().map((name) => [name, nothing])), ways };
}
