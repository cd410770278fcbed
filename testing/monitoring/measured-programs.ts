import { spawn } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { freePort } from "../../sandbox/ports.ts";
import { type Files, folder } from "../fixtures/folder.ts";

/** A server of HTTP that tells how it answers, as the usual library of its language does. */
interface MeasuredProgram {
  files: Files;
  start: string[];
}

const packages = new URL("../../chat-server/node_modules", import.meta.url).pathname;

const node: MeasuredProgram = {
  files: {
    "package.json": {
      name: "shop",
      type: "module",
      scripts: { start: "node server.js" },
      dependencies: { "prom-client": "^15.0.0" },
    },
    "package-lock.json": "{}\n",
    "server.js": `import { createServer } from "node:http";
import { collectDefaultMetrics, Histogram, register } from "prom-client";

collectDefaultMetrics();
for (const kind of ["handles", "requests", "resources"]) register.removeSingleMetric(\`nodejs_active_\${kind}_total\`);
const duration = new Histogram({
  name: "http_request_duration_seconds",
  help: "Time to answer HTTP requests",
  labelNames: ["method", "status_code"],
});

createServer(async (request, response) => {
  const end = duration.startTimer();
  if (request.url === "/metrics") return response.end(await register.metrics());
  response.statusCode = request.url === "/" ? 200 : 404;
  response.end("shop", () => end({ method: request.method, status_code: response.statusCode }));
}).listen(process.env.PORT || 8080);
`,
  },
  start: ["node", "server.js"],
};

const python: MeasuredProgram = {
  files: {
    "requirements.txt": "\n",
    "app.py": `import os
import resource
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LIMITS = [0.005, 0.05, 0.5, 5]
started = time.time()
counts = {"2xx": 0, "4xx": 0}
durations = []


def metrics():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    lines = ["# HELP http_requests_total Requests by status", "# TYPE http_requests_total counter"]
    lines += [f'http_requests_total{{method="GET",status="{s}"}} {n}' for s, n in counts.items()]
    lines += ["# HELP http_request_duration_seconds Time to answer", "# TYPE http_request_duration_seconds histogram"]
    for limit in LIMITS:
        within = sum(d <= limit for d in durations)
        lines.append(f'http_request_duration_seconds_bucket{{method="GET",le="{limit}"}} {within}')
    lines.append(f'http_request_duration_seconds_bucket{{method="GET",le="+Inf"}} {len(durations)}')
    lines.append(f'http_request_duration_seconds_sum{{method="GET"}} {sum(durations)}')
    lines.append(f'http_request_duration_seconds_count{{method="GET"}} {len(durations)}')
    for name, kind, text, value in [
        ("process_resident_memory_bytes", "gauge", "Memory", usage.ru_maxrss * 1024),
        ("process_cpu_seconds_total", "counter", "Processor time", usage.ru_utime + usage.ru_stime),
        ("process_start_time_seconds", "gauge", "When it was started", started),
    ]:
        lines += [f"# HELP {name} {text}", f"# TYPE {name} {kind}", f"{name} {value}"]
    return "\\n".join(lines) + "\\n"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        began = time.time()
        is_known = self.path in ("/", "/metrics")
        body = (metrics() if self.path == "/metrics" else "shop").encode()
        self.send_response(200 if is_known else 404)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        counts["2xx" if is_known else "4xx"] += 1
        durations.append(time.time() - began)


ThreadingHTTPServer(("", int(os.environ.get("PORT", "8080"))), Handler).serve_forever()
`,
  },
  start: ["python3", "app.py"],
};

export const measuredPrograms = { Node: node, Python: python };

/** Starts one of them; gone with the test. Returns its address. */
export async function startProgram(files: Files, [program = "", ...args]: string[]): Promise<string> {
  const cwd = folder(files);
  symlinkSync(packages, join(cwd, "node_modules"));
  const port = await freePort();
  const child = spawn(program, args, { cwd, env: { ...process.env, PORT: `${port}` }, stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  const answers = () =>
    fetch(`http://127.0.0.1:${port}/`).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(answers).toBe(true);
  return `127.0.0.1:${port}`;
}
