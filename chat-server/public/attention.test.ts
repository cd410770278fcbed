import { beforeAll, expect, test, vi } from "vitest";

const page = {
  title: "Chat",
  visibilityState: "hidden",
  hasFocus: () => false,
  addEventListener: () => {},
  querySelector: () => ({ getAttribute: () => "", href: "" }),
  getElementById: () => ({ addEventListener: () => {}, hidden: true, textContent: "" }),
};

beforeAll(() => {
  vi.stubGlobal("document", page);
  vi.stubGlobal("window", { addEventListener: () => {} });
  vi.stubGlobal("navigator", { languages: ["en"] });
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      observe() {}
    },
  );
  return () => vi.unstubAllGlobals();
});

test("what comes anew after a new greeting is counted anew, and marked again", async () => {
  const { Attention } = await import("./attention.js");
  const log = { markNew: vi.fn() };
  const database = { change: vi.fn() };
  const parts = [log, database, { at: 1, left: 1 }] as unknown as ConstructorParameters<typeof Attention>;
  const attention = new Attention(...parts);
  const receive = (isReplay: boolean) => {
    for (let at = 2; at < 7; at++) attention.received({ at, isMine: false } as never, isReplay);
  };
  receive(false);
  expect(page.title).toBe("(5) Chat");
  attention.startOver();
  expect(page.title).toBe("Chat");
  receive(true);
  expect([page.title, log.markNew.mock.calls.length]).toEqual(["(5) Chat", 2]);
});
