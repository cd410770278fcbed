import { expect } from "vitest";
import { kubectl } from "../../../testing/cluster/cluster-project.ts";
import { chartOf, helm, valuesFile } from "../../../testing/cluster/helm.ts";
import { ownNamespace } from "../../../testing/cluster/namespaces.ts";
import { provideNodeImages } from "../../../testing/cluster/node-images.ts";
import { everyService } from "../../../testing/fixtures/sample-projects.ts";
import { needs } from "../../../testing/setup/needs-programs.ts";
import { full } from "../../../testing/setup/short-run.ts";

needs("helm");

const backup = { enabled: true, keep: 1, size: "10Mi" };
const elsewhere = (name: string) => ({ enabled: false, external: { host: `${name}.example.com`, secret: "keys" } });

/** The databases alone: nothing of the program runs. */
const values = (database: "postgres" | "mysql") => ({
  replicaCount: 0,
  migration: { enabled: false },
  workers: { worker: null, clock: null },
  redis: { enabled: false, host: "redis.example.com", auth: false },
  memcached: { enabled: false, external: { host: "memcached.example.com" } },
  ...Object.fromEntries(["postgres", "mysql", "mongodb", "rabbitmq", "nats"].map((name) => [name, elsewhere(name)])),
  [database]: { backup },
});

const clients = {
  postgres: { image: "postgres:17-bookworm", ask: (sql: string) => `psql -qtA -U app app -c "${sql}"` },
  mysql: {
    image: "mariadb:10.11",
    ask: (sql: string) => `MYSQL_PWD="$MARIADB_PASSWORD" mariadb -N -uapp app -e "${sql}"`,
  },
};

full.for(["postgres", "mysql"] as const)(
  "a backup of %s is restored as the chart says, and no more are kept than it says",
  async (database, { skip }) => {
    const { image, ask } = clients[database];
    if ((await provideNodeImages([image])).length > 0) skip(`${image} cannot be had`);
    const { namespace } = await ownNamespace({ "pod-security.kubernetes.io/enforce": "restricted" });
    const inside = (...args: string[]) => kubectl("--namespace", namespace, ...args);
    const sql = (text: string) => inside("exec", `statefulset/shop-${database}`, "--", "sh", "-c", ask(text)).trim();
    const run = (what: "backup" | "restore", name: string) => {
      inside("create", "job", `--from=cronjob/shop-${database}-${what}`, name);
      try {
        inside("wait", "--for=condition=Complete", "--timeout=180s", `job/${name}`);
      } catch {
        expect.fail(inside("describe", "pods", "--selector", `job-name=${name}`) + inside("logs", `job/${name}`));
      }
      return inside("logs", `job/${name}`).trim();
    };
    const keys = ['--from-literal=password=it\'s "odd" $1', "--from-literal=root-password=other"];
    inside("create", "secret", "generic", `shop-${database}`, ...keys);
    const chart = await chartOf(everyService);
    await helm(4, "install", "shop", chart, "--namespace", namespace, "--values", valuesFile(values(database)));
    inside("rollout", "status", `statefulset/shop-${database}`, "--timeout=240s");

    sql("CREATE TABLE visits (who varchar(20)); INSERT INTO visits VALUES ('first')");
    const first = run("backup", "one");
    sql("INSERT INTO visits VALUES ('second')");
    const second = run("backup", "two");
    expect(first).toMatch(/^\/dumps\/[\d-]+T[\d:]+Z\.dump$/);
    expect(second > first).toBe(true);
    sql("DROP TABLE visits");
    expect(run("restore", "three")).toBe(second);
    expect(sql("SELECT who FROM visits ORDER BY who").split("\n")).toEqual(["first", "second"]);

    const older = { ...values(database), [database]: { backup: { ...backup, restore: first.split("/").pop() } } };
    await helm(4, "upgrade", "shop", chart, "--namespace", namespace, "--values", valuesFile(older));
    inside("create", "job", `--from=cronjob/shop-${database}-restore`, "four");
    // The older one is gone, as one is kept: a restore of what is not there changes nothing.
    inside("wait", "--for=condition=Failed", "--timeout=180s", "job/four");
    expect(sql("SELECT count(*) FROM visits")).toBe("2");
    const objects = inside("get", "cronjobs,jobs,pods", "--output", "json");
    expect(objects).not.toContain("it's");
  },
);
