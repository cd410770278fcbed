import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished } from "vitest";
import { freePort } from "../../sandbox/ports.ts";
import { folder } from "../fixtures/folder.ts";
import { sandbox } from "../sandbox/sandbox.ts";

export interface Moto {
  /** Runs AWS's own program against it. */
  aws: (...args: string[]) => string;
  /** A folder with `docker-credential-ecr-login`, which asks for a login as Amazon's helper does. */
  helper: string;
  /** Asks ECR's API; undefined where it refuses. */
  ecr: (action: string, asked: object) => Promise<Record<string, unknown> | undefined>;
}

/** AWS's APIs as moto answers them, with nothing in them; gone with the test. */
export async function startMoto(region: string): Promise<Moto> {
  const place = sandbox().moto;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const keys = { AWS_ACCESS_KEY_ID: "tests", AWS_SECRET_ACCESS_KEY: "tests", AWS_DEFAULT_REGION: region };
  const env = { ...process.env, ...keys, PYTHONPATH: place, AWS_ENDPOINT_URL: url };
  const running = execa("python3", [join(place, "bin/moto_server"), "-H", "127.0.0.1", "-p", `${port}`], {
    env,
    reject: false,
  });
  onTestFinished(async () => {
    running.kill("SIGKILL");
    await running;
  });
  const isReady = () =>
    fetch(url).then(
      () => true,
      () => false,
    );
  await expect.poll(isReady).toBe(true);
  const aws: Moto["aws"] = (...args) =>
    execFileSync("python3", [join(place, "bin/aws"), ...args], { env, encoding: "utf8" }).trim();
  const ecr: Moto["ecr"] = async (action, asked) => {
    const headers = {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AmazonEC2ContainerRegistry_V20150921.${action}`,
      // It reads region and service from this, and checks nothing.
      authorization: `AWS4-HMAC-SHA256 Credential=tests/20260101/${region}/ecr/aws4_request, SignedHeaders=host, Signature=none`,
    };
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(asked) });
    return response.ok ? ((await response.json()) as Record<string, unknown>) : undefined;
  };
  return { aws, helper: helperFolder(env, place), ecr };
}

const python = `import base64, json, sys, boto3
registry = sys.stdin.read().strip()
given = boto3.client("ecr").get_authorization_token()["authorizationData"][0]["authorizationToken"]
user, secret = base64.b64decode(given).decode().split(":", 1)
json.dump({"ServerURL": registry, "Username": user, "Secret": secret}, sys.stdout)
`;

/** Amazon's helper is a program of Go's that can be led to no other endpoint. */
function helperFolder(env: NodeJS.ProcessEnv, packages: string): string {
  const settings = ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"];
  const assigned = [...settings.map((name) => `${name}=${env[name]}`), `PYTHONPATH=${packages}`].join(" ");
  const place = folder({ "helper.py": python });
  writeFileSync(
    join(place, "docker-credential-ecr-login"),
    `#!/bin/sh\nexec env ${assigned} python3 '${join(place, "helper.py")}'\n`,
    { mode: 0o755 },
  );
  return place;
}
