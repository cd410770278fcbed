/** Words that run in an image and end with 0 if the program answers there. */
export type HealthCheck = (host: string, port: string, path: string | undefined) => string[];

const bashFor =
  (statuses: string): HealthCheck =>
  (host, port, path) => {
    const connection = `exec 3<>/dev/tcp/${host}/${port}`;
    if (!path) return ["bash", "-c", connection];
    const request = `printf 'GET ${path} HTTP/1.0\\r\\nHost: ${host}\\r\\n\\r\\n' >&3`;
    return ["bash", "-c", `${connection} && ${request} && read -r _ status _ <&3 && [[ $status == ${statuses} ]]`];
  };

/** By Bash alone: images that are made of Debian have neither curl nor wget. */
export const bashCheck: HealthCheck = bashFor("2??");

/** A program that sends whoever asks to HTTPS is well, too. */
export const redirectedCheck: HealthCheck = bashFor("[23]??");

/** By BusyBox, as Alpine has it. */
export const busyboxCheck: HealthCheck = (host, port, path) =>
  path ? ["wget", "-q", "-O", "/dev/null", `http://${host}:${port}${path}`] : ["nc", "-z", host, port];

export const nodeCheck: HealthCheck = (host, port, path) => {
  const end = (code: string) => `() => process.exit(${code})`;
  const script = path
    ? `fetch('http://${host}:${port}${path}').then((r) => process.exit(r.ok ? 0 : 1), ${end("1")})`
    : `require('net').connect(${port}, '${host}', ${end("0")}).on('error', ${end("1")})`;
  return ["node", "-e", script];
};

export const pythonCheck: HealthCheck = (host, port, path) => [
  "python",
  "-c",
  path
    ? `import urllib.request as r; r.urlopen('http://${host}:${port}${path}', timeout=4)`
    : `import socket; socket.create_connection(('${host}', ${port}), 4)`,
];
