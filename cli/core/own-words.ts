import { exitCodes } from "./exit-codes.ts";

/** Words that results, events and states are made of, from all types of the program that list some. */
const words = `absent agrees another begun cause change chart charts check chosen commit compose conflict container create
created dead degraded deployed differs dockerfile empty entries environments error evidence exited failed failure find
finished gate health healthy image json keep kept kind kubernetes liveness look major metadata minor name none note output
part patch paused place planned present probes progress promotion promotions readiness ready refused released remove removed
removing reserved restarting restarts result running schema signal sources start started starting startup state status stop
superseded taken text there type unchecked undone unhealthy uninstalled uninstalling unknown unsupported update value
version waiting wanted warning workload workloads`;

/** Without them an answer says nothing any more: a password that is one of them is no secret where it stands alone. */
export const ownWords: ReadonlySet<string> = new Set([...words.split(/\s/), ...Object.keys(exitCodes)]);
