const longestWait = 4000;

/**
 * What must outlive the page and the browser: the outbox, and some facts. The browser writes localStorage down seconds
 * later, so a crash takes what was typed last; IndexedDB tells when something is written.
 */
export class Database {
  /** Undefined in a browser that does not let the page keep anything: then all lives as long as the page. */
  #open;
  /** @type {() => void} */ #unkept = () => {};
  /** Whether all that was to be written is. */ isKept;

  /** @param {IDBDatabase | undefined} open */
  constructor(open) {
    this.#open = open;
    this.isKept = open !== undefined;
  }

  /** @param {() => void} listener is told once something is not written, also if that was before */
  onUnkept(listener) {
    this.#unkept = listener;
    if (!this.isKept) listener();
  }

  static async open() {
    try {
      const request = indexedDB.open("chat", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("outbox", { keyPath: "mid" });
        request.result.createObjectStore("facts");
      };
      return new Database(await Promise.race([answerTo(request), noAnswer()]));
    } catch {
      return new Database(undefined);
    }
  }

  /** @returns {Promise<import("./outbox.js").Kept[]>} */
  async outbox() {
    const kept = await this.#read("outbox", (store) => store.getAll());
    return kept ?? [];
  }

  /** @param {"draft" | "seen" | "user" | "token"} name */
  fact(name) {
    return this.#read("facts", (store) => store.get(name));
  }

  /**
   * Resolves when all of it is written; after a crash either all of it is there, or nothing.
   * @param {(outbox: IDBObjectStore, facts: IDBObjectStore) => void} change
   * @param {IDBTransactionDurability} [durability] strict: also when the machine loses power
   */
  async change(change, durability = "strict") {
    try {
      const transaction = this.#open?.transaction(["outbox", "facts"], "readwrite", { durability });
      if (!transaction) return;
      change(transaction.objectStore("outbox"), transaction.objectStore("facts"));
      await new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error);
        transaction.commit();
      });
    } catch {
      // The disk is full, or the browser took the database away: the page goes on without, and says so.
      this.isKept = false;
      this.#unkept();
    }
  }

  /** @param {string} name @param {(store: IDBObjectStore) => IDBRequest} ask */
  async #read(name, ask) {
    try {
      return this.#open && (await answerTo(ask(this.#open.transaction(name).objectStore(name))));
    } catch {
      return undefined;
    }
  }
}

/** Some browsers never answer the first request of a session; the page must not wait for that. @returns {Promise<undefined>} */
const noAnswer = () => new Promise((resolve) => setTimeout(resolve, longestWait));

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const answerTo = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
