/**
 * How a language writes what import looks for. Patterns of places have the flag g, and their first group is what is
 * found; where several are given, the most certain comes first.
 */
export interface Language {
  name: string;
  /** Files that are written in it. */
  files: RegExp;
  /** Those of them that say nothing about the running program: tests, declarations, what is generated. */
  notRun: RegExp;
  /** Folders whose files do not run in the program. */
  foldersNotRun: readonly string[];
  /** What a file begins with that is not a part of the program. */
  apart?: RegExp;
  /** Files of a folder whose pages run in a browser, where a server is beside them. */
  ofPages?: RegExp;
  /** Lines that are nothing but a comment, with the flags g and m. */
  comments: RegExp;
  /** Reads that are of something of the project's own, though they look like those of a variable: in which files, and which. */
  notRead?: { inFiles: RegExp; reads: RegExp };
  /** Files from which a file that the start command names was made. */
  sourcesOf(entry: string): readonly string[];
  port: {
    /** What it listens on if PORT is not set. */
    defaults: readonly RegExp[];
    /** A port that no variable changes. */
    fixed: readonly RegExp[];
    /** It reads PORT. */
    read: RegExp;
    /** A setting with a port, of a program that listens as its settings say. */
    setting?: { said: RegExp; files: RegExp; listens: RegExp };
    /** Its variable may be called otherwise, as in `APP_PORT`. */
    variables?: true;
  };
  /** It listens on this machine only. */
  loopback: RegExp;
  /** It listens on this machine only as long as HOST, or the variable of the first group, is not set. */
  loopbackHost: RegExp | undefined;
  variables: {
    reads: readonly RegExp[];
    /** What stands after a read that has a default. */
    optionalAfter: RegExp;
    /** A read that is handed to a function with what is taken without it. */
    defaulted?: readonly RegExp[];
    /** What stands after or before a read that only asks whether the variable is there. */
    testedAfter: RegExp;
    testedBefore: RegExp;
    /** How a value that was read into `%` is asked for further down. */
    testedLater?: readonly string[];
    /** Where the program sets one by itself. */
    sets?: readonly RegExp[];
    /** How it ends without one. */
    demands?: Demands;
    /** A read that finds nothing goes on, so that what people say of a variable counts for more than that it is read. */
    goesOn?: true;
    /** Functions that read one, and what follows where there is a default. */
    helpers?: readonly { calls: RegExp; optional: RegExp }[];
    /** How it reads a file of variables and ends where there is none; the first group is its name, if it is not `.env`. And those that only count where that names them. */
    file?: { reads: readonly RegExp[]; keys?: RegExp; alone?: FileAlone };
    /** Functions of a project's own that read them. */
    own?: OwnHelpers;
    /** A package that ends the program where anything lacks that the example of its environment shows. */
    wantsExample?: RegExp;
    schemas: readonly Schema[];
    /** Schemas whose fields are called as the program calls them, and which are handed what it reads. */
    properties?: readonly Schema[];
  };
  /** Health paths that are no plain text with a slash. */
  health: readonly RegExp[];
  /** It takes the signal to stop. */
  stops: RegExp;
  /** Folders of the project that it writes to. */
  writes: readonly RegExp[];
}

/** How programs say which variables they end without. */
export interface Demands {
  /** A read in a condition that holds where it is not there: what stands before it, and after. */
  missingBefore: RegExp;
  missingAfter: RegExp;
  /** What follows where something else has to hold as well. */
  only: RegExp;
  /** What ends the program, below such a condition. */
  ends: RegExp;
  /** Instead of a default, after a read. */
  instead: RegExp;
  /** Lists of names in quotes, each of which is looked for; their text is the first group. */
  lists: readonly RegExp[];
  /** How a file looks for a variable whose name it is given. */
  byName: RegExp;
  /** Several that are taken at once, without quotes; their text is the first group. */
  several: RegExp;
}

/** Functions that a project has to read variables by, as they are declared; their name is the first group. */
export interface OwnHelpers {
  /** They are told whether a variable has to be there. */
  flagged: readonly RegExp[];
  /** A call that says so: the name of the function, and that of the variable. */
  flagOn: RegExp;
  /** They are given a value, and go on without one. */
  lenient: readonly RegExp[];
}

/** How programs say which variables they are checked for when they start. */
export interface Schema {
  inFiles: RegExp;
  /** The name of a variable; with the flags g and m. */
  field: RegExp;
  /** What is said of one that may be missing: on its line, on those below that are indented deeper, and by decorators above. */
  optional: RegExp;
  /** The variable, where it is not called like the field. */
  called?: RegExp;
  /** Only those of a class that is declared like this; with the flags g and m. */
  inClass?: RegExp;
  /** Of those, one that is made of others of the program has to be made of this one at last. */
  madeOf?: string;
  /** What all names of a file begin with. */
  prefix?: RegExp;
  /** Words of a name are told apart by capitals. */
  isCamel?: true;
}

/** A reader of files of variables that does not look into the environment, unless it is told to. */
export interface FileAlone {
  reads: RegExp;
  unless: RegExp;
  /** What to write in the code, so that it does. */
  remedy: string;
}
