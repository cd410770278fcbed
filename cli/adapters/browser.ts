import { runProgram } from "../core/programs.ts";

/** Programs that hand an address to the browser, by system. */
const openers: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: "open", linux: "xdg-open" };

/** A browser that hangs on to the terminal is waited for no longer. */
const patienceMs = 10_000;

/** Opens an address in the user's browser, if there is one: the address is told anyway. */
export async function openInBrowser(
  address: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  platform = process.platform,
): Promise<void> {
  const opener = openers[platform];
  const hasScreen = platform !== "linux" || env.DISPLAY || env.WAYLAND_DISPLAY || env.WSL_DISTRO_NAME;
  if (!opener || !hasScreen) return;
  await runProgram(opener, [address], { env, signal, timeoutMs: patienceMs }).catch(() => signal.throwIfAborted());
}
