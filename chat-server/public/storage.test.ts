import { afterEach, expect, test, vi } from "vitest";
import { store, stored } from "./storage.js";
import { rememberedUser, rememberUser } from "./user.js";

afterEach(() => vi.unstubAllGlobals());

function storage() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

/** As in a browser that blocks all data of a page. */
const blocked = new Proxy(
  {},
  {
    get() {
      throw new DOMException("The operation is insecure.", "SecurityError");
    },
  },
);

test("localStorage keeps and forgets", () => {
  vi.stubGlobal("localStorage", storage());
  store("key", "on");
  expect(stored("key")).toBe("on");
  store("key", undefined);
  expect(stored("key")).toBeNull();
});

test("where it is blocked, the page goes on without", async () => {
  vi.stubGlobal("localStorage", blocked);
  store("key", "on");
  store("key", undefined);
  expect(stored("key")).toBeNull();
  const database = { fact: async () => undefined, change: vi.fn() } as unknown as Parameters<typeof rememberUser>[0];
  expect(await rememberUser(database, "Ana")).toMatchObject({ name: "Ana" });
  expect(await rememberedUser(database)).toBeUndefined();
});
