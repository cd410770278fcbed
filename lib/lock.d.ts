export function identityOf(pid: number): string | undefined;
export function withLock<T>(
  dir: string,
  task: () => T | Promise<T>,
  options?: { onWait?: (holder: number) => void },
): Promise<T>;
