/**
 * A switch with bad cables, as a process: makes the TAP interfaces it is told of
 * and forwards Ethernet frames between them until its standard input ends. The
 * first line of its input is a {@linkcode SwitchSetup}, each further one a
 * {@linkcode SwitchCommand}; each is answered by a line with the figures.
 *
 *     deno run -P=test tests/link/switch_process.ts
 */
import { EthernetSwitch, type PortOptions } from "./ethernet_switch.ts";
import { readLines } from "./read_lines.ts";
import { Taps } from "./taps.ts";

/** What the process is told first. */
export interface SwitchSetup {
  seed: number;
  /** Names for the interfaces, 15 characters at most. */
  names: string[];
  /** Cables, one for each name. */
  ports: PortOptions[];
}

/** What it is told afterwards. */
export type SwitchCommand =
  | { kind: "cut"; apart: number[] }
  | { kind: "replug"; port: number; cables: PortOptions }
  | { kind: "figures" };

/** Forwards frames as they are due, until the taps are closed. */
async function forward(taps: Taps, hub: EthernetSwitch): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wakesAt = Infinity;
  const advance = () => {
    hub.advance(performance.now());
    if (hub.nextAt === wakesAt && timer !== undefined) return;
    clearTimeout(timer);
    timer = undefined;
    wakesAt = hub.nextAt;
    if (wakesAt === Infinity) return;
    timer = setTimeout(() => {
      timer = undefined;
      advance();
    }, Math.max(0, wakesAt - performance.now()));
  };
  await taps.read((port, frame) => {
    hub.send(port, frame, performance.now());
    advance();
  });
  clearTimeout(timer);
}

async function main(): Promise<void> {
  const lines = readLines(Deno.stdin.readable);
  const first = await lines.next();
  if (first.done) return;
  const { seed, names, ports }: SwitchSetup = JSON.parse(first.value);
  const taps = new Taps(names);
  const hub: EthernetSwitch = new EthernetSwitch(
    ports,
    seed,
    (port, frame) => taps.write(port, frame as Uint8Array<ArrayBuffer>),
  );
  const answer = () => console.log(JSON.stringify(hub.figures));
  const forwarding = forward(taps, hub);
  answer();
  for await (const line of lines) {
    const command: SwitchCommand = JSON.parse(line);
    if (command.kind === "cut") hub.cut(command.apart);
    if (command.kind === "replug") hub.replug(command.port, command.cables);
    answer();
  }
  taps.close();
  await forwarding;
}

if (import.meta.main) await main();
