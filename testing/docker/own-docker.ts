import { chmodSync } from "node:fs";
import { delimiter, join } from "node:path";
import { folder } from "../fixtures/folder.ts";

/** An environment whose `docker` is this program of Node's. */
export function withDocker(program: string): NodeJS.ProcessEnv {
  const bin = folder({ docker: `#!${process.execPath}\n${program}` });
  chmodSync(join(bin, "docker"), 0o755);
  return { PATH: `${bin}${delimiter}${process.env.PATH}` };
}
