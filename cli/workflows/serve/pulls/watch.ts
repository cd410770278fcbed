import { join } from "node:path";
import { messageOf, preconditionError } from "../../../../lib/errors.ts";
import { emptyFolder, isInside } from "../../../adapters/folders.ts";
import { readHeads } from "../../../adapters/git/heads.ts";
import { bringToCommit } from "../../../adapters/git/served-clone.ts";
import type { OpenPull } from "../../../adapters/git-hosts/pulls.ts";
import { settleOrphans } from "../../../adapters/orphans.ts";
import { isExpired } from "../../../domain/preview/marks.ts";
import { temporaryIn } from "../places.ts";
import { sayOn } from "./comment.ts";
import { type Previewing, runPreview } from "./program.ts";
import { openPullRecords } from "./records.ts";
import { tendPull } from "./tend.ts";
import type { ListedPreview, PullWatch, Tending } from "./tending.ts";

/** Where there was no pull request and no preview, only each so many looks ask whether there is a preview: a program costs more. */
const looksForNothing = 10;

/**
 * Compares the pull requests that are open with the previews that are there, until serve is stopped: at the start, when the bell rings,
 * and after each interval. Nothing that a delivery says is believed.
 */
export async function watchPulls(watch: PullWatch): Promise<void> {
  const { place, bell, folder, intervalMs, signal, steps } = watch;
  const records = openPullRecords(folder);
  const tending = { ...watch, records, clone: join(folder, "clone"), quietLooks: 0, isRoomMade: false };
  let troubled: string | undefined;
  let isFirst = true;
  while (!signal.aborted) {
    try {
      if (isFirst) {
        await settleOrphans(folder, signal);
        await emptyFolder(temporaryIn(folder));
      }
      isFirst = false;
      await look(tending);
      troubled = undefined;
    } catch (error) {
      const trouble = place.mask.redact(messageOf(error));
      if (!signal.aborted && trouble !== troubled)
        steps.warn(`${place.name}, previews: ${trouble}`, "They are looked at again after a while.");
      troubled = trouble;
    }
    await bell.wait(intervalMs, signal);
  }
}

async function look(tending: Tending): Promise<void> {
  const { place, pulls, records, signal } = tending;
  const open: OpenPull[] = [];
  await tending.slots.looks.use(async () => {
    for await (const pull of pulls.open()) if (place.settings.branches.includes(pull.base)) open.push(pull);
  });
  const isQuiet = open.length === 0 && tending.quietLooks % looksForNothing !== 0;
  if (isQuiet) tending.quietLooks += 1;
  if (isQuiet) return;
  const project = await bringToTrusted(tending);
  const previewing = previewingOf(tending, project);
  const there = await listed(previewing);
  tending.isRoomMade = false;
  for (const preview of there) if (!preview.isEnding) await removeIfOver(tending, previewing, preview, open);
  tending.quietLooks = open.length + there.length === 0 ? tending.quietLooks + 1 : 0;
  const troubles: unknown[] = [];
  for (const pull of open) {
    signal.throwIfAborted();
    await tendPull(tending, previewing, pull, there).catch((error) => troubles.push(error));
  }
  const numbers = open.map(({ number }) => number);
  tending.board.keepOnly(numbers);
  for (const number of await records.numbers())
    if (!numbers.includes(number) && !there.some((each) => each.number === number)) await records.forget(number);
  // One that is in trouble keeps none of the others from its turn.
  if (troubles.length > 0) throw troubles[0];
}

const previewingOf = ({ place, env, signal, logBytes, timeoutMs }: Tending, project: string): Previewing => ({
  place,
  env,
  project,
  logBytes,
  get signal() {
    return AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  },
});

/** Brings the clone to the newest commit of the first branch: its chatops.yaml is what nobody can propose. Answers its folder. */
async function bringToTrusted({ place, clone, slots, signal }: Tending): Promise<string> {
  const { settings, env, folder } = place;
  const { url, directory } = settings;
  const [branch = ""] = settings.branches;
  const heads = await slots.looks.use(() => readHeads(folder, url, [branch], { env, signal }));
  const commit = heads.get(branch);
  if (commit === undefined) throw preconditionError(`the remote has no branch ${branch}`);
  await bringToCommit(clone, { url, branch, commit }, { env, signal });
  const project = join(clone, directory);
  if (await isInside(clone, project)) return project;
  throw preconditionError(`the repository has no folder ${directory} of its own`);
}

async function listed(previewing: Previewing): Promise<ListedPreview[]> {
  const { result, message, exitCode } = await runPreview(["list"], previewing);
  if (exitCode === 0 && result?.kind === "Previews") return result.previews;
  throw preconditionError(message ?? "`chatops preview list` was ended from outside");
}

/** Removes what nobody needs any more, and says so there. A list that is cut short says nothing of what is closed. */
async function removeIfOver(
  tending: Tending,
  previewing: Previewing,
  { number, name, expiresAt }: ListedPreview,
  open: readonly OpenPull[],
): Promise<void> {
  const { place, pulls, records, board, steps } = tending;
  const isOpen = open.some((pull) => pull.number === number) || (await pulls.find(number)) !== undefined;
  if (isOpen && !isExpired({ expiresAt }, Date.now())) return;
  const { exitCode, message = "it was ended from outside" } = await runPreview(["remove", String(number)], previewing);
  if (exitCode !== 0) throw preconditionError(`${name} was not removed: ${message}`);
  tending.isRoomMade = true;
  board.note(number, { state: "removed", why: isOpen ? "expired" : "closed" });
  steps.note(`${place.name} pull request ${number}: its preview was removed, ${isOpen ? "expired" : "closed"}`);
  const record = (await records.read(number)) ?? { number, waits: 0 };
  const said = await sayOn(pulls, place.name, record, { state: "removed", why: isOpen ? "expired" : "closed" });
  await records.keep(said.record);
}
