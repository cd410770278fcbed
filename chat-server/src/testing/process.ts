import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { until } from "./until.ts";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));

/** The program as it is started in an image: its own process, nothing from this one's environment. */
export class TestProcess {
  readonly child: ChildProcess;
  output = "";
  exit: { code: number | null; signal: string | null } | undefined;

  constructor(env: Record<string, string>, args: string[] = [], program = main) {
    this.child = spawn(process.execPath, [program, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", (chunk) => {
        this.output += chunk;
      });
    }
    this.child.on("close", (code, signal) => {
      this.exit = { code, signal };
    });
    onTestFinished(() => void this.child.kill("SIGKILL"));
  }

  get lines(): Record<string, unknown>[] {
    return this.output
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  }

  /** The line that begins with these words. */
  async logs(message: string): Promise<Record<string, unknown>> {
    return until(`it logs "${message}"`, () =>
      this.lines.find((line) => typeof line.message === "string" && line.message.startsWith(message)),
    );
  }

  async port(): Promise<number> {
    return Number((await this.logs("listening"))["server.port"]);
  }

  async exits(): Promise<{ code: number | null; signal: string | null }> {
    return until("the process has ended", () => this.exit);
  }
}
