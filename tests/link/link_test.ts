import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { Random } from "../../src/random/mod.ts";
import { BadLan, lacksBadLan } from "./bad_lan.ts";
import { Cable, type CableOptions } from "./cable.ts";
import { EthernetSwitch, type PortOptions } from "./ethernet_switch.ts";
import type { Reply } from "./probe.ts";

const PROBE = fromFileUrl(new URL("./probe.ts", import.meta.url));
const lacks = await lacksBadLan();
const reason = lacks === undefined ? "" : ` (skipped: needs ${lacks})`;

/** Arrivals of 2,000 frames of 1,000 bytes, 1 ms apart. */
function arrivals(options: CableOptions, seed = 1): (number | undefined)[] {
  const cable = new Cable(options, new Random("cable", seed));
  return Array.from({ length: 2000 }, (_, i) => cable.send(1000, i));
}

Deno.test("A cable loses and delays as it is told, and does the same again from the same seed", () => {
  const options = { loss: 0.1, delay: 100, jitter: 50, reorders: true };
  const fates = arrivals(options);
  assertEquals(fates, arrivals(options));
  assert(fates.some((at, i) => at !== arrivals(options, 2)[i]));
  const delays = fates.flatMap((at, i) => at === undefined ? [] : [at - i]);
  assertAlmostEquals(delays.length / 2000, 0.9, 0.03);
  assert(delays.every((delay) => delay >= 50 && delay <= 150));
  const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
  assertAlmostEquals(mean, 100, 3);
});

Deno.test("A cable keeps the order of frames unless it is told otherwise", () => {
  const inOrder = (options: CableOptions) => {
    const times = arrivals(options).flatMap((at) => at ?? []);
    return times.every((at, i) => i === 0 || at >= times[i - 1]!);
  };
  assert(inOrder({ delay: 100, jitter: 50, loss: 0.1 }));
  assert(!inOrder({ delay: 100, jitter: 50, reorders: true }));
});

Deno.test("A cable's rate is kept, and what does not find room in its queue is dropped", () => {
  const cable = new Cable(
    { rate: 8_000_000, queue: 10_000 },
    new Random("cable"),
  );
  const at = Array.from({ length: 20 }, () => cable.send(1000, 5));
  // 1,000 bytes a ms: one on the way, ten in the queue.
  assertEquals(
    at.slice(0, 11),
    Array.from({ length: 11 }, (_, i) => 5 + i + 1),
  );
  assert(at.slice(11).every((time) => time === undefined));
  assertEquals(cable.figures.dropped, 9);
});

Deno.test("A switch learns who is where, floods to groups, and keeps parts apart when cut", () => {
  const heard: string[] = [];
  const hub: EthernetSwitch = new EthernetSwitch(
    [{}, {}, {}],
    1,
    (port, frame) => heard.push(`${frame[11]} -> port ${port}`),
  );
  const frame = (from: number, to: number) =>
    Uint8Array.from([to, 0, 0, 0, 0, to, 2, 0, 0, 0, 0, from, 8, 0]);
  const send = (from: number, to: number) => {
    hub.send(from, frame(from, to), 0);
    hub.advance(0);
    return heard.splice(0);
  };
  assertEquals(send(0, 255), ["0 -> port 1", "0 -> port 2"]);
  assertEquals(send(1, 4), ["1 -> port 0", "1 -> port 2"]);
  const toFirst = Uint8Array.from([2, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 8, 0]);
  hub.send(2, toFirst, 0);
  hub.advance(0);
  assertEquals(heard.splice(0), ["2 -> port 0"]);
  hub.cut([0, 2]);
  assertEquals(send(0, 255), ["0 -> port 2"]);
  assertEquals(send(1, 255), []);
  hub.cut([]);
  assertEquals(send(1, 255), ["1 -> port 0", "1 -> port 2"]);
});

/** The least that a delay of 100 ± 50 ms may measure, ms. */
const LEAST = 49;

/** Runs the probe in a namespace. */
function probe(namespace: string, ...args: (string | number)[]) {
  return new Deno.Command("ip", {
    args: [
      ...["netns", "exec", namespace, Deno.execPath(), "run", "-q", "-P=test"],
      ...[PROBE, ...args.map(String)],
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

Deno.test({
  name:
    `Datagrams between namespaces meet the loss, the delay, the rate and the cut of their cables${reason}`,
  ignore: lacks !== undefined,
  async fn() {
    const lan = await BadLan.of([{}, {}], 1);
    const [one, two] = lan.machines as [string, string];
    const echo = probe(two, "echo");
    const output = echo.stdout.getReader();
    try {
      await output.read();
      const ping = async (
        cables: PortOptions,
        count: number,
        size: number,
        pause: number,
      ): Promise<Reply[]> => {
        await lan.replug(0, cables);
        const { stdout } = await probe(
          one,
          ...["ping", "10.77.0.2", count, size, pause],
        ).output();
        return JSON.parse(new TextDecoder().decode(stdout));
      };
      // Also lets both learn each other's address.
      const usual = await onceInThree(async () => {
        const clean = await ping({}, 20, 64, 5);
        assertEquals(clean.length, 20);
        const times = clean.map(({ ms }) => ms);
        assert(Math.min(...times) < LEAST, `${times} ms on a clean link`);
        // What this machine adds, 1 ms when it is idle.
        return median(clean);
      });

      const up = { loss: 0.1, delay: 100, jitter: 50, reorders: true };
      let sent = 0;
      await onceInThree(async () => {
        sent += 400;
        const bad = await ping({ up }, 400, 64, 4);
        // 360 are to be expected, and 5 standard deviations are 30.
        assertAlmostEquals(bad.length, 360, 30);
        assert(bad.every(({ ms }) => ms >= LEAST));
        assertAlmostEquals(median(bad), 100 + usual, 15 + usual);
        assert(
          bad.some(({ number }, i) => i > 0 && number < bad[i - 1]!.number),
        );
      });

      // 60 frames of 1,400 + 42 bytes at 1 Mbit/s.
      await onceInThree(async () => {
        const slow = await ping({ up: { rate: 1e6 } }, 60, 1400, 0);
        assertEquals(slow.length, 60);
        const lasted = slow.at(-1)!.at - slow[0]!.at;
        assertAlmostEquals(lasted, 59 * 1442 * 8 / 1000, 60 + usual);
      });

      await lan.cut([0]);
      assertEquals(await ping({}, 10, 64, 5), []);
      await lan.cut([]);
      await onceInThree(async () => {
        assertEquals((await ping({}, 10, 64, 5)).length, 10);
      });
      const [first] = await lan.figures();
      assertAlmostEquals(first!.up.lost / sent, 0.1, 0.075);
    } finally {
      echo.kill("SIGKILL");
      await output.cancel();
      await echo.status;
      await lan.close();
    }
  },
});

/** What a cable does shows while the machine lets it: a busy one may spoil a measurement or two. */
async function onceInThree<T>(measure: () => Promise<T>): Promise<T> {
  for (let spoilt = 0;; spoilt++) {
    try {
      return await measure();
    } catch (error) {
      if (spoilt === 2) throw error;
    }
  }
}

function median(replies: Reply[]): number {
  const times = replies.map(({ ms }) => ms).sort((a, b) => a - b);
  return times[times.length >> 1]!;
}
