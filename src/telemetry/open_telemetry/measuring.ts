import type { Attributes, Meter } from "@opentelemetry/api";
import {
  type Distribution,
  type Instrument,
  type Labels,
  pointsOf,
  type SourceName,
  type Sources,
} from "../metrics/mod.ts";

type Tell = (value: number, attributes: Attributes) => void;

/** Tells OpenTelemetry's instruments what ours say. */
export class Measuring {
  readonly #meter: Meter;
  readonly #who: Attributes;
  readonly #tells = new Map<string, Tell>();
  readonly #totals = new Map<string, number>();
  readonly #counted = new Map<string, number[]>();

  /** @param who Attributes of everything that is told */
  constructor(meter: Meter, who: Attributes) {
    this.#meter = meter;
    this.#who = who;
  }

  /** Tells what an instrument says at this moment. */
  record(instrument: Instrument, source: Sources[SourceName]): void {
    switch (instrument.kind) {
      case "gauge":
        for (const { value, labels } of pointsOf(instrument, source)) {
          this.#tell(instrument, value, labels);
        }
        break;
      case "counter":
        for (const { value, labels } of pointsOf(instrument, source)) {
          const more = this.#more(instrument.name, labels, value);
          this.#tell(instrument, more, labels);
        }
        break;
      case "summary":
        for (const { labels, values } of instrument.read(source)) {
          for (const [part, value] of values) {
            this.#tell(instrument, value, { ...labels, quantile: `${part}` });
          }
        }
        break;
      case "histogram": {
        const distribution = instrument.read(source);
        if (distribution) this.#fill(instrument, distribution);
      }
    }
  }

  /** How much more it is than last time; from 0 again where it has begun anew. */
  #more(name: string, labels: Labels, total: number): number {
    const series = `${name} ${JSON.stringify(labels)}`;
    const before = this.#totals.get(series) ?? 0;
    this.#totals.set(series, total);
    return total >= before ? total - before : total;
  }

  /** Records what is new, each in the middle of its bucket, as whole numbers are meant. */
  #fill(instrument: Instrument, { bounds, counts }: Distribution): void {
    const before = this.#counted.get(instrument.name);
    this.#counted.set(instrument.name, counts);
    counts.forEach((count, i) => {
      const least = (bounds[i - 1] ?? -1) + 1;
      const middle = (least + (bounds[i] ?? least)) / 2;
      for (let n = before?.[i] ?? 0; n < count; n++) {
        this.#tell(instrument, middle, {}, bounds);
      }
    });
  }

  #tell(
    instrument: Instrument,
    value: number,
    labels: Labels,
    bounds?: number[],
  ): void {
    let tell = this.#tells.get(instrument.name);
    if (tell === undefined) {
      tell = this.#create(instrument, bounds);
      this.#tells.set(instrument.name, tell);
    }
    const attributes = Object.entries(labels).map(([key, text]) => [
      `drover.${key}`,
      text,
    ]);
    tell(value, { ...this.#who, ...Object.fromEntries(attributes) });
  }

  #create({ kind, name, unit, help }: Instrument, bounds?: number[]): Tell {
    const options = { unit, description: help };
    if (kind === "counter") {
      const counter = this.#meter.createCounter(name, options);
      return (value, attributes) => counter.add(value, attributes);
    }
    if (kind === "histogram") {
      const advice = { explicitBucketBoundaries: bounds ?? [] };
      const histogram = this.#meter.createHistogram(name, {
        ...options,
        advice,
      });
      return (value, attributes) => histogram.record(value, attributes);
    }
    const gauge = this.#meter.createGauge(name, options);
    return (value, attributes) => gauge.record(value, attributes);
  }
}
