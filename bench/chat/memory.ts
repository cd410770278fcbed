import { setTimeout as sleep } from "node:timers/promises";
import { Crowd } from "./crowd.ts";
import { type Measured, origin, startOriginal, startOurs } from "./servers.ts";

const many = 9000;
const storms = 4;

interface Memory {
  /** Of one idle connection. */
  each: number;
  before: number;
  after: number;
}

/** What connections cost that do nothing, and what is left when all of them were cut and came back, again and again. */
async function memoryOf(server: Measured, joined: boolean): Promise<Memory> {
  const target = { port: server.port, origin, path: "/ws", joined };
  const empty = server.memory;
  let crowd = new Crowd(target);
  await crowd.join(many, "127.0.1.1");
  await sleep(2000);
  const before = server.memory;
  for (let storm = 0; storm < storms; storm++) {
    await crowd.leave();
    crowd = new Crowd(target);
    await crowd.join(many, `127.0.1.${storm + 2}`);
    await crowd.talk(1000, 1);
  }
  await sleep(2000);
  const after = server.memory;
  await crowd.leave();
  await server.stop();
  return { each: (before - empty) / many, before, after };
}

export async function measureMemory(original: string | undefined): Promise<string[][]> {
  const ours = await memoryOf(await startOurs(undefined), false);
  const theirs = original ? await memoryOf(await startOriginal(original, undefined), true) : undefined;
  const row = (title: string, tell: (memory: Memory) => string) => [title, tell(ours), theirs ? tell(theirs) : "", ""];
  return [
    row(`one of ${many} idle connections`, ({ each }) => `${(each / 1024).toFixed(1)} KB`),
    row(`${many} connections, before and after ${storms} storms`, ({ before, after }) => {
      return `${Math.round(before / 2 ** 20)} MB, ${Math.round(after / 2 ** 20)} MB: ${(after / before).toFixed(2)}x`;
    }),
  ];
}
