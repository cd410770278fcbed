import type { Warning } from "../pack.ts";
import { lockFile } from "./cargo.ts";
import type { Program } from "./programs.ts";

interface Warned {
  program: Program;
  others: readonly Program[];
  isLocked: boolean;
  unprepared: string | undefined;
  /** The first one that nothing runs. */
  migrations: string | undefined;
}

/** What lets a program in Rust be built but will hurt later. */
export const rustWarnings = ({ program, others, isLocked, unprepared, migrations }: Warned): Warning[] => [
  ...(others.length > 0
    ? [
        {
          text: `there are ${others.length + 1} programs: ${[program, ...others].map(({ value }) => value).join(", ")}; the first is built`,
          hint: "Change `--package` and `--bin` in the Dockerfile to build another.",
        },
      ]
    : []),
  ...(isLocked ? [] : [{ text: `no ${lockFile}: two builds of one commit may differ`, hint: `Commit ${lockFile}.` }]),
  ...(unprepared
    ? [
        {
          text: `${unprepared} is checked against a database while it is compiled, and no build of an image has one`,
          hint: "Run `cargo sqlx prepare` and commit .sqlx.",
        },
      ]
    : []),
  ...(migrations
    ? [
        {
          text: `nothing runs the migrations (${migrations}) when a version is rolled out`,
          hint: "Run them before it, or when the program starts.",
        },
      ]
    : []),
];
