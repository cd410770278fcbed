/** Where a program's packages come from. */
export type Ecosystem = "npm" | "pypi" | "go" | "packagist" | "maven" | "gem";

/** How a program is told where its service is: in Compose, and as an expression in the chart. */
export interface Telling {
  compose: string;
  chart: string;
}

/** A kind of backing service. */
export interface BackingService {
  name: string;
  /** Packages that speak to it; a Go module stands for all that is below it. */
  packages: Readonly<Partial<Record<Ecosystem, readonly string[]>>>;
  /** Variables by which programs are commonly told the address. */
  variables: Readonly<Record<string, Telling>>;
  /** Which of them go together, the best way first: a program that reads several is told by the first. */
  ways: readonly (readonly string[])[];
  /** A variable that can hold the password as well. */
  holdsPassword?: string;
  /** How import sets it up; without it, its address is left to the person. */
  setup?: {
    /** Folder of its parts of the chart and of compose.yaml, below the templates. */
    templates: string;
    /** Values of the chart while developing. */
    devValues: readonly string[];
  };
}

/** A service that is not set up: one variable tells its address. */
export const toldBy = (variable: string): Pick<BackingService, "variables" | "ways"> => ({
  variables: { [variable]: { compose: "", chart: "" } },
  ways: [[variable]],
});
