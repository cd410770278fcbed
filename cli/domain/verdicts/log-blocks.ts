const drawsGroup = /^ *\+ Exception Group Traceback|^ *\+-\+-{4,200} \d{1,5} -{4,200}$/;
const rule = /^ *\+-[-+ \d]{4,300}$/;
const branch = /^ *[|+] ?/;

/** Python draws an ExceptionGroup as a tree: its lines as they would stand alone, one exception after the other. */
export function withoutTree(lines: readonly string[]): readonly string[] {
  if (!lines.some((line) => drawsGroup.test(line))) return lines;
  return lines.filter((line) => !rule.test(line)).map((line) => line.replace(branch, ""));
}

/** How the help of a program begins: cobra, Go's own `flag`, urfave's cli. */
const helpBegins = /^(?:usage|name):$|^usage of \S{1,300}:$/i;
const belongsToHelp = /^\s|^[A-Z][\w ]{0,60}:$|^Use "/;

/** A log without the help that a program prints after an error: what a flag is for is no error. All of it if that is all. */
export function withoutHelp(lines: readonly string[]): readonly string[] {
  let isHelp = false;
  const rest = lines.filter((line) => {
    isHelp = helpBegins.test(line) || (isHelp && belongsToHelp.test(line));
    return !isHelp;
  });
  return rest.length > 0 ? rest : lines;
}

const crashHeading =
  /^# (There is insufficient memory for the Java Runtime Environment to continue\.|A fatal error has been detected by the Java Runtime Environment:)$/;

/** What the Java runtime says of its own crash; below come addresses, and where its report is. */
export function crashOfJava(lines: readonly string[]): string | undefined {
  const index = lines.findLastIndex((line) => crashHeading.test(line.trimEnd()));
  const said = lines.slice(index + 1).find((line) => !/^#\s*$/.test(line));
  if (index === -1) return undefined;
  return [lines[index], said]
    .map((line = "") => line.replace(/^#/, "").trim())
    .join(" ")
    .trim();
}
