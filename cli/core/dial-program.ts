import { Agent } from "node:http";
import { Duplex, type Readable, type Writable } from "node:stream";
import { openProgram } from "../../lib/open-program.ts";

type Program = Awaited<ReturnType<typeof openProgram>>;

/**
 * Connections through a program whose input and output are those of the server, such as `docker system dial-stdio`; as
 * many at a time as `most`, if that is given.
 */
export function dialByProgram(command: string, args: string[], env: NodeJS.ProcessEnv, most?: number): Agent {
  const agent = new Agent({ keepAlive: true, ...(most !== undefined && { maxSockets: most }) });
  agent.createConnection = (_, done) => {
    openProgram(command, args, env).then(
      (program) => done?.(null, new Connection(program)),
      (error) => done?.(error, new Duplex()),
    );
    return undefined;
  };
  return agent;
}

/** Code of the error of a program that cannot connect, however often it tries. */
export const dialRefused = "EDIALREFUSED";

/** What ssh says, and the shell and the docker behind it. */
const isFinal =
  /host key verification failed|host identification has changed|permission denied|command not found|: not found/i;

/** A program as http uses a socket. */
class Connection extends Duplex {
  readonly #program: Program;
  readonly #input: Writable;
  readonly #output: Readable;

  constructor(program: Program) {
    super();
    this.#program = program;
    const { stdin, stdout, stderr } = program;
    if (!stdin || !stdout) throw new Error("a program without input and output");
    [this.#input, this.#output] = [stdin, stdout];
    let said = "";
    stderr?.on("data", (words) => {
      said = `${said}${words}`.slice(-500);
    });
    stdout.on("data", (chunk) => this.push(chunk) || stdout.pause());
    stdin.on("error", () => {});
    program.on("error", (error) => this.destroy(error));
    program.on("close", (code) => {
      if (code === 0) this.push(null);
      else this.destroy(endOf(said.trim(), code));
    });
    // One that nobody uses any more may end as it likes.
    this.on("error", () => {});
  }

  override _read(): void {
    this.#output.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#input.write(chunk, done);
  }

  override _final(done: () => void): void {
    this.#input.end(done);
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
    const pipes = this.#program.stdio.filter((pipe) => pipe !== null && pipe !== undefined);
    return [this.#program, ...(pipes as unknown as { ref(): void; unref(): void }[])];
  }
}

const endOf = (said: string, code: number | null): Error =>
  Object.assign(new Error(said || `exit code ${code}`), { code: isFinal.test(said) ? dialRefused : "ECONNRESET" });
