import {
  type Distribution,
  type Instrument,
  pointsOf,
  type SourceName,
  type Sources,
} from "../metrics/mod.ts";
import type { Message } from "./message.ts";
import { type Bucket, histogram, scalar } from "./summary_value.ts";
import { tag } from "./tag.ts";

/** Writes what instruments say, for one file of charts. */
export class Values {
  readonly #tags = new Set<string>();
  readonly #distributions = new Map<string, Distribution>();

  /** What an instrument says; of a distribution, what has come since it was last asked. */
  of(instrument: Instrument, source: Sources[SourceName]): Message[] {
    switch (instrument.kind) {
      case "counter":
      case "gauge":
        return pointsOf(instrument, source).map(({ value, labels }) =>
          this.#scalar(instrument, tag(instrument, labels), value)
        );
      case "summary":
        return instrument.read(source).flatMap(({ labels, values }) =>
          values.map(([part, value]) =>
            this.#scalar(instrument, tag(instrument, labels, part), value)
          )
        );
      case "histogram": {
        const distribution = instrument.read(source);
        if (distribution === undefined) return [];
        const before = this.#distributions.get(instrument.name);
        this.#distributions.set(instrument.name, distribution);
        const buckets = bucketsSince(distribution, before);
        if (buckets.length === 0) return [];
        const name = tag(instrument);
        return [histogram(name, buckets, this.#help(instrument, name))];
      }
    }
  }

  #scalar(instrument: Instrument, tag: string, value: number): Message {
    return scalar(tag, value, this.#help(instrument, tag));
  }

  /** What there is to say of a tag, where nothing was. */
  #help({ help }: Instrument, tag: string): string | undefined {
    if (this.#tags.has(tag)) return undefined;
    this.#tags.add(tag);
    return help;
  }
}

/**
 * Buckets of what was counted since, up to the last that holds something; whole numbers
 * lie in the middle of theirs.
 */
function bucketsSince(
  { bounds, counts }: Distribution,
  before: Distribution | undefined,
): Bucket[] {
  const since = counts.map((count, i) => count - (before?.counts[i] ?? 0));
  const end = since.findLastIndex((count) => count > 0) + 1;
  return since.slice(0, end).map((count, i) => [
    (bounds[i - 1] ?? -1) + 0.5,
    (bounds[i] ?? 2 * bounds.at(-1)!) + 0.5,
    count,
  ]);
}
