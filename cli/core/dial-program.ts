import { type ChildProcessByStdio, spawn } from "node:child_process";
import { Agent } from "node:http";
import { Duplex, type Readable, type Writable } from "node:stream";

type Program = ChildProcessByStdio<Writable, Readable, Readable>;

/** Connections through a program whose input and output are those of the server, such as `docker system dial-stdio`. */
export function dialByProgram(command: string, args: string[], env: NodeJS.ProcessEnv): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  agent.createConnection = () => new Connection(spawn(command, args, { env, stdio: ["pipe", "pipe", "pipe"] }));
  return agent;
}

/** A program as http uses a socket. */
class Connection extends Duplex {
  readonly #program: Program;

  constructor(program: Program) {
    super();
    this.#program = program;
    let said = "";
    program.stderr.on("data", (words) => {
      said = `${said}${words}`.slice(-500);
    });
    program.stdout.on("data", (chunk) => this.push(chunk) || program.stdout.pause());
    program.stdin.on("error", () => {});
    program.on("error", (error) => this.destroy(error));
    program.on("close", (code) => {
      if (code === 0) this.push(null);
      else this.destroy(Object.assign(new Error(said.trim() || `exit code ${code}`), { code: "ECONNRESET" }));
    });
    // One that nobody uses any more may end as it likes.
    this.on("error", () => {});
  }

  override _read(): void {
    this.#program.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#program.stdin.write(chunk, done);
  }

  override _final(done: () => void): void {
    this.#program.stdin.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#program.kill();
    done(error);
  }

  setKeepAlive = (): this => this;
  setNoDelay = (): this => this;
  setTimeout = (): this => this;

  ref(): this {
    for (const one of this.#handles) one.ref();
    return this;
  }

  /** One that waits for its next request keeps nobody from ending. */
  unref(): this {
    for (const one of this.#handles) one.unref();
    return this;
  }

  get #handles(): { ref(): void; unref(): void }[] {
    const { stdin, stdout, stderr } = this.#program;
    return [this.#program, ...([stdin, stdout, stderr] as unknown as { ref(): void; unref(): void }[])];
  }
}
