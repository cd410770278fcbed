const namesError =
  /\b([A-Z]\w*(Error|Exception)\b|error:|fatal|panic:|panicked at|traceback|cannot find|not found|denied|refused|no such|invalid|unrecognized|missing|required|must be|not set|unset|not defined|not specified|not configured|been specified|EADDRINUSE|ECONNREFUSED|ENOTFOUND|ENOENT|EACCES|EROFS)/i;

/** Lines of a stack, in the shapes of Node, Java, .NET, Python, Go, PHP and Ruby, and what points into a line of code. */
const frames = [
  /^\s*(?:at |File "|\.\.\. \d+ (?:more|common)|goroutine |created by |\^+$|~+$)/,
  /^\s*[~^]+\s*$/,
  /^\s*#\d+ /,
  /^\s+(?:from |thrown in )/,
  /^\s+\/\S+\.go:\d+/,
  /^[\w./*-]{1,300}\(.*\)$/,
  /^ {1,6}\d{0,5} {0,4}\|/,
];

/** Node prints the error's properties below the stack: the message above says the same in words. */
const isProperty = /^\s+\[?(code|errno|syscall|address|port|path|dest|hostname|spawnargs)\]?: .*,?$/;

/** What runtimes, package managers and servers add once it is over, and what only points elsewhere. */
const afterwards = [
  /^Node\.js v\d/,
  /^exit status \d+$/,
  /^npm (?:error|ERR!)/,
  /^(?:error|info|warning) Command failed|ELIFECYCLE|^error: script "|Lifecycle script/,
  /^note: run with/,
  /^Error: (?:Could not create the Java Virtual Machine\.|A fatal exception has occurred\. Program will exit\.)/,
  /ERROR: (?:FPM initialization failed|failed to (?:load|post process) (?:the )?configuration)/,
  /For further information visit|^\(?Background on this error/,
  /startup failed\. Exiting|failed to boot|Shutting down|Exiting with error code|^Stack trace:$|^bundler: failed to load command/,
  /^\[signal SIG|^Traceback \(most recent call last\):$|^During handling of the above exception|^The above exception was the direct/,
];

/** Whether a line says nothing of why a program ended. */
export const isNoise = (line: string): boolean =>
  line.trim() === "" || isProperty.test(line) || [...frames, ...afterwards].some((pattern) => pattern.test(line));

/** Whether a line speaks of an error in words that many programs use. */
export const speaksOfError = (line: string): boolean => namesError.test(line);
