/** A slim image has neither curl nor wget, but it has Node. */
export function healthCheck(host: string, port: string, path: string | undefined): string[] {
  const end = (code: string) => `() => process.exit(${code})`;
  const script = path
    ? `fetch('http://${host}:${port}${path}').then((r) => process.exit(r.ok ? 0 : 1), ${end("1")})`
    : `require('net').connect(${port}, '${host}', ${end("0")}).on('error', ${end("1")})`;
  return ["node", "-e", script];
}
