import { assert, assertEquals } from "@std/assert";
import { Dialer } from "../../src/network/dialer.ts";

/** What a dialer would have waited for, ms, and how it goes on: no time passes here. */
class Waits implements Disposable {
  readonly #real = [globalThis.setTimeout, globalThis.clearTimeout] as const;
  readonly #pending = new Map<number, { ms: number; run: () => void }>();
  #next = 0;

  constructor() {
    Object.assign(globalThis, {
      setTimeout: (run: () => void, ms: number) => {
        this.#pending.set(++this.#next, { ms, run });
        return this.#next;
      },
      clearTimeout: (id: number) => this.#pending.delete(id),
    });
  }

  [Symbol.dispose](): void {
    const [setTimeout, clearTimeout] = this.#real;
    Object.assign(globalThis, { setTimeout, clearTimeout });
  }

  /** How long it waits now. */
  get ms(): number {
    const [only, ...more] = this.#pending.values();
    assertEquals(more, []);
    return only!.ms;
  }

  /** That time is over. */
  async pass(): Promise<void> {
    const [first] = this.#pending;
    this.#pending.delete(first![0]);
    first![1].run();
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }
}

/** A dialer that has tried in vain for a while to reach the peer `m` at `/1`. */
async function inVain(self: string, waits: Waits) {
  const dialled: string[][] = [];
  const dialer = new Dialer({
    self: () => self,
    dial: (_peer, addresses) => {
      dialled.push(addresses);
      return Promise.reject(new Error("no"));
    },
  });
  dialer.heard("m", ["/1"]);
  for (let attempt = 0; attempt < 3; attempt++) await waits.pass();
  assert(waits.ms >= 500, `${waits.ms} ms`);
  return { dialer, dialled };
}

Deno.test("Dialer goes on waiting where a peer is heard of that was there before", async () => {
  using waits = new Waits();
  const { dialer } = await inVain("a", waits);
  const { ms } = waits;
  dialer.heard("m", ["/1"]);
  dialer.spoke("m", ["/1"]);
  assertEquals(waits.ms, ms);
  dialer.close();
});

Deno.test("Dialer dials a peer that has begun anew at once, and again soon", async () => {
  using waits = new Waits();
  const { dialer, dialled } = await inVain("a", waits);
  dialer.spoke("m", ["/1"], { knowsUs: true });
  assertEquals(waits.ms, 0);
  await waits.pass();
  assertEquals(dialled.length, 4);
  assert(waits.ms < 500, `${waits.ms} ms`);
  dialer.close();
});

Deno.test("Dialer leaves the first move to a peer that has begun anew if that one knows of it", async () => {
  using waits = new Waits();
  const { dialer } = await inVain("z", waits);
  dialer.spoke("m", ["/1"], { knowsUs: true });
  assert(waits.ms >= 1000, `${waits.ms} ms`);
  dialer.spoke("m", ["/1"], { knowsUs: false });
  assertEquals(waits.ms, 0);
  dialer.close();
});

Deno.test("Dialer dials at once where a peer is heard of elsewhere", async () => {
  using waits = new Waits();
  const { dialer, dialled } = await inVain("a", waits);
  dialer.heard("m", ["/2"]);
  assertEquals(waits.ms, 0);
  await waits.pass();
  assertEquals(dialled.at(-1), ["/2", "/1"]);
  dialer.close();
});

Deno.test("Dialer lets a peer arrive, which says nothing any more once it is there", () => {
  using waits = new Waits();
  const dialer = new Dialer({ self: () => "a", dial: () => Promise.reject() });
  dialer.heard("m", ["/1"]);
  dialer.arriving("m");
  assert(waits.ms >= 4000, `${waits.ms} ms`);
  dialer.connected("m");
  // As it was dialled as well, it has two connections.
  dialer.arriving("m");
  dialer.lost("m");
  assert(waits.ms < 500, `${waits.ms} ms`);
  dialer.close();
});

Deno.test("Dialer knows who was never met, why, and who is not to be", async () => {
  using waits = new Waits();
  const { dialer } = await inVain("a", waits);
  const [unmet] = dialer.unmet();
  assertEquals(unmet?.addresses, ["/1"]);
  assertEquals(`${unmet?.error}`, "Error: no");
  dialer.connected("m");
  dialer.lost("m");
  assertEquals(dialer.unmet(), []);
  dialer.heard("o", ["/3"]);
  assertEquals(dialer.unmet(), [{ addresses: ["/3"], error: undefined }]);
  dialer.avoid("o");
  assertEquals(dialer.unmet(), []);
  dialer.close();
});
