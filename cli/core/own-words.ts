import { exitCodes } from "./exit-codes.ts";

/** Words that results, events and states are made of, from all types of the program that list some. */
const words = `absent action agrees another asked before begun cause change chart charts chatops check chosen cluster commit compose
condition conflict container create created dead degraded delete deployed described differs dockerfile earlier empty
entries environments error errors evidence exit exited failed failure find finished folder gate health healthy helm
hooks image install json keep kept kind kubernetes labels liveness local look made major manifest metadata minor name
nobody none note nothing nowhere objects outcome output overtaken part patch paused peer place planned present probes
progress project promotion promotions readiness ready record refused release released releases remove removed removing
replaced repository reserved restarting restarts result rollback running same schema service services sick signal
since sources start started starting startup state status steps stop subject superseded taken text there type
unchanged unchecked undone unhealthy uninstalled uninstalling unknown unsupported update upgrade value values verdict
version waiting wanted warning workload workloads`;

/** Without them an answer says nothing any more: a password that is one of them is no secret where it stands alone. */
export const ownWords: ReadonlySet<string> = new Set([...words.split(/\s/), ...Object.keys(exitCodes)]);
