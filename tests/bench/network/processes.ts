import { TextLineStream } from "@std/streams";

/** What a process has measured. */
export interface Answer {
  address: string;
  seconds: number;
  cpu: number;
  wire: number;
  duplicate: number;
  uplink?: number;
}

/** A process that does what it is told, one thing at a time. */
export class Child {
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: AsyncIterator<unknown>;

  /** Starts it. */
  constructor() {
    this.#process = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        "-P=test",
        new URL("./child.ts", import.meta.url).pathname,
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#input = this.#process.stdin.getWriter();
    this.#lines = this.#process.stdout
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream())[Symbol.asyncIterator]();
  }

  /** Tells it to do something. */
  async tell(what: string, how: Record<string, unknown> = {}): Promise<void> {
    const line = JSON.stringify({ what, ...how }) + "\n";
    await this.#input.write(new TextEncoder().encode(line));
  }

  /** Its next answer. */
  async answer(): Promise<Answer> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("A process has ended before it answered");
    return JSON.parse(value as string);
  }

  /** Tells, and waits for the answer. */
  async ask(what: string, how?: Record<string, unknown>): Promise<Answer> {
    await this.tell(what, how);
    return await this.answer();
  }

  /** Lets it end. */
  async end(): Promise<void> {
    await this.#input.close().catch(() => {});
    await this.#process.status;
  }
}

/** MB/s and CPU seconds for each GB, both ends together, by raw TCP or an encrypted stream. */
export async function measurePipe(
  kind: "tcp" | "stream",
  bytes: number,
): Promise<{ rate: number; cpu: number }> {
  const [sender, reader] = [new Child(), new Child()];
  const { address } = await sender.ask(`send ${kind}`, { bytes });
  const read = await reader.ask(`read ${kind}`, { bytes, address });
  const sent = await sender.answer();
  await Promise.all([sender.end(), reader.end()]);
  return {
    rate: bytes / read.seconds / 1e6,
    cpu: (read.cpu + sent.cpu) / (bytes / 1e9),
  };
}

/** What updates between processes cost. */
export interface UpdateFigures {
  /** MB/s of payloads that arrived, all processes together. */
  rate: number;
  /** CPU seconds for each GB that arrived, all processes together. */
  cpu: number;
  /** Bytes on the wire over useful ones. */
  wire: number;
  /** Bytes of chunks that were of no use over useful ones. */
  duplicate: number;
  /** What the first process says of its uplink, MB/s. */
  uplink: number | undefined;
}

/** A swarm of processes. */
export class Swarm {
  readonly #children: Child[];

  private constructor(children: Child[]) {
    this.#children = children;
  }

  /** Starts so many processes, and waits until all are connected to all. */
  static async of(peers: number): Promise<Swarm> {
    const children = Array.from({ length: peers }, () => new Child());
    const swarm = `bench-${crypto.randomUUID().slice(0, 8)}`;
    await Promise.all(
      children.map((child) => child.ask("join", { swarm, peers })),
    );
    await new Promise((resolve) => setTimeout(resolve, 1000 + 100 * peers));
    return new Swarm(children);
  }

  /** Carries about so many useful bytes in updates of a size, which the first or all publish. */
  async measure(
    { size, useful, isMutual }: {
      size: number;
      useful: number;
      isMutual: boolean;
    },
  ): Promise<UpdateFigures> {
    const peers = this.#children.length;
    const publishers = isMutual ? peers : 1;
    const each = publishers * (peers - 1) * size;
    const rounds = Math.max(4, Math.ceil(useful / each));
    const answers = await Promise.all(
      this.#children.map((child, i) =>
        child.ask("run", {
          size,
          rounds,
          publishers,
          peers,
          publishes: i < publishers,
        })
      ),
    );
    const bytes = rounds * each;
    const sum = (pick: (answer: Answer) => number) =>
      answers.reduce((total, answer) => total + pick(answer), 0);
    const seconds = Math.max(...answers.map((answer) => answer.seconds));
    const { uplink } = answers[0]!;
    return {
      rate: bytes / seconds / 1e6,
      cpu: sum(({ cpu }) => cpu) / (bytes / 1e9),
      wire: sum(({ wire }) => wire) / bytes,
      duplicate: sum(({ duplicate }) => duplicate) / bytes,
      uplink: uplink === undefined ? undefined : uplink / 1e6,
    };
  }

  /** Ends all. */
  async end(): Promise<void> {
    for (const child of this.#children) await child.tell("leave");
    await Promise.all(this.#children.map((child) => child.end()));
  }
}
