import { assert, assertEquals } from "@std/assert";
import { follow } from "../../src/dashboard/page/stream.ts";
import { Dashboard } from "../../src/dashboard/mod.ts";
import type { TelemetryRecord } from "../../src/telemetry/mod.ts";
import { Messages } from "./messages.ts";

function notice(time: number): TelemetryRecord {
  return { type: "notice", time, text: `At ${time}` };
}

/** Times of the records in a message. */
function timesIn(data: string): number[] {
  return JSON.parse(data).map(({ time }: TelemetryRecord) => time);
}

/** A connection that asks for the events, and reads nothing. */
async function requestEvents({ url }: Dashboard): Promise<Deno.TcpConn> {
  const { hostname, port } = new URL(url);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  await connection.write(new TextEncoder().encode(
    `GET /events HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`,
  ));
  return connection;
}

Deno.test("a page that is opened late is told all there was, then what comes", async () => {
  const dashboard = await Dashboard.start({ address: "127.0.0.1:0" });
  for (let time = 1; time <= 3; time++) dashboard.write(notice(time));
  const messages = new Messages(`${dashboard.url}events`);
  const seen: string[] = [];
  for await (const { event, data } of messages) {
    seen.push(event === "message" ? timesIn(data).join() : event);
    if (seen.length === 2) dashboard.write(notice(4));
    if (seen.length === 3) dashboard.end("That is all");
  }
  await dashboard.close();
  assertEquals(seen, ["hello", "1,2,3", "4", "end"]);
});

Deno.test("a page is told of the end although the machine pauses then", async () => {
  const dashboard = await Dashboard.start({ address: "127.0.0.1:0" });
  dashboard.write(notice(1));
  const seen: string[] = [];
  let closed: Promise<void> | undefined;
  for await (const { event } of new Messages(`${dashboard.url}events`)) {
    seen.push(event);
    if (event !== "message") continue;
    closed = dashboard.close();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
  }
  assertEquals(seen, ["hello", "message", "end"]);
  await closed;
});

Deno.test("a page that has stopped to read keeps nobody from ending", async () => {
  const dashboard = await Dashboard.start({ address: "127.0.0.1:0" });
  using _connection = await requestEvents(dashboard);
  const filling = "x".repeat(50_000);
  for (let time = 0; time < 400; time++) {
    const record = { type: "progress", time, filling };
    dashboard.write(record as unknown as TelemetryRecord);
    await new Promise((resolve) => setTimeout(resolve));
  }
  await dashboard.close();
});

Deno.test("a page that comes back misses nothing, and is told nothing twice", async () => {
  const dashboard = await Dashboard.start({ address: "127.0.0.1:0" });
  const times: number[] = [];
  let lastEventId: string | undefined;
  let written = 0;
  // Connections of different lengths, with records while there is none.
  for (let round = 1; round <= 8; round++) {
    for (let i = 0; i < round; i++) dashboard.write(notice(++written));
    const messages = new Messages(
      `${dashboard.url}events`,
      lastEventId === undefined ? {} : { "last-event-id": lastEventId },
    );
    for await (const { event, data, id } of messages) {
      assert(event !== "reset");
      if (event !== "message") continue;
      times.push(...timesIn(data));
      lastEventId = id;
      if (times.length >= written) messages.close();
    }
  }
  await dashboard.close();
  assertEquals(times, Array.from({ length: written }, (_, i) => i + 1));
});

Deno.test("a page that comes back to another run begins anew", async () => {
  const dashboard = await Dashboard.start({ address: "127.0.0.1:0" });
  dashboard.write(notice(1));
  for (const lastEventId of ["0a1b2c3d-1", "nonsense"]) {
    const messages = new Messages(`${dashboard.url}events`, {
      "last-event-id": lastEventId,
    });
    const seen: string[] = [];
    for await (const { event } of messages) {
      seen.push(event);
      if (event === "message") messages.close();
    }
    assertEquals(seen, ["hello", "reset", "message"]);
  }
  await dashboard.close();
});

Deno.test("each run of a recording is told by itself", async () => {
  const dashboard = await Dashboard.start({
    address: "127.0.0.1:0",
    isReplay: true,
  });
  for (let run = 0; run < 3; run++) {
    dashboard.write({
      type: "log",
      time: 0,
      version: 1,
      drover: "0.1.0",
      startedAt: "2026-01-01T00:00:00.000Z",
      simulated: true,
    });
    dashboard.write(notice(run + 1));
  }
  dashboard.end("That is all");
  for (const [query, run] of [["", 2], ["?run=0", 0], ["?run=1", 1]] as const) {
    const messages = new Messages(`${dashboard.url}events${query}`);
    const [hello, records, end] = await Array.fromAsync(messages);
    assertEquals(JSON.parse(hello!.data), { isReplay: true, run, runs: 3 });
    assertEquals(timesIn(records!.data), [0, run + 1]);
    assertEquals(JSON.parse(end!.data), { reason: "That is all" });
  }
  const response = await fetch(`${dashboard.url}events?run=3`);
  assertEquals(response.status, 404);
  assertEquals(await response.text(), "There is no run 3 here\n");
  await dashboard.close();
});

Deno.test("a page that does not read makes nothing grow, and has the newest when it reads again", async () => {
  const budget = 2e6;
  const dashboard = await Dashboard.start({
    address: "127.0.0.1:0",
    budget,
    full: 10,
  });
  const connection = await requestEvents(dashboard);
  const filling = "x".repeat(50_000);
  const megabytes = 60;
  for (let time = 0; time < megabytes * 20; time++) {
    const record = { type: "progress", time, filling };
    dashboard.write(record as unknown as TelemetryRecord);
    if (time % 20 === 0) await new Promise((resolve) => setTimeout(resolve));
  }
  dashboard.end("That is all");
  let bytes = 0;
  let tail = "";
  const decoder = new TextDecoder();
  for await (const chunk of connection.readable) {
    bytes += chunk.length;
    tail = (tail + decoder.decode(chunk, { stream: true })).slice(-200_000);
    if (tail.includes("event: end")) break;
  }
  await dashboard.close();
  assert(tail.includes(`"time":${megabytes * 20 - 1},`), "the newest");
  // What the kernel held for it, and what was kept when it read again.
  assert(bytes < megabytes * 1e6 / 3, `${(bytes / 1e6).toFixed(1)} MB`);
});

Deno.test({
  name:
    "no more than 64 pages follow a run: one more is told so, and let in when there is room",
  // Deno's own EventSource counts as open when it has been closed.
  sanitizeResources: false,
  fn: oneTooMany,
});

async function oneTooMany(): Promise<void> {
  const dashboard = await Dashboard.start({ address: "127.0.0.1:0" });
  dashboard.write({ type: "notice", time: 1, text: "It rains" });
  const url = `${dashboard.url}events`;
  const pages = await Promise.all(
    Array.from({ length: 64 }, () => fetch(url)),
  );
  assertEquals(dashboard.pages, 64);
  const refused = await fetch(url);
  const refusal =
    "64 pages follow this run already, and no more may: close one";
  assertEquals([refused.status, await refused.text()], [503, `${refusal}\n`]);
  const told: string[] = [];
  const { promise: isIn, resolve } = Promise.withResolvers<void>();
  const isRefused = Promise.withResolvers<void>();
  const leave = follow(url, {
    hello: () => told.push("hello"),
    records: (records) => {
      told.push(...records.map(({ type }) => type));
      resolve();
    },
    reset: () => told.push("reset"),
    connection: (state, refusal) => {
      told.push(state);
      if (refusal === undefined) return;
      told.push(refusal);
      isRefused.resolve();
    },
  }, 50);
  await isRefused.promise;
  await pages[0]!.body!.cancel();
  await isIn;
  assertEquals(told.slice(0, 2), ["lost", refusal]);
  assertEquals(told.slice(-4), ["reset", "live", "hello", "notice"]);
  leave();
  await Promise.all(pages.slice(1).map(({ body }) => body!.cancel()));
  await dashboard.close();
}
