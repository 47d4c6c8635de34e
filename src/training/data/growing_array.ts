import type { NumericArray } from "../dataset.ts";
import type { TypedArray } from "./elements.ts";
import { DataError } from "./errors.ts";
import { sizeOf } from "./nd_array.ts";

/** A typed array that grows by values of one shape and one element type. */
export class GrowingArray {
  readonly #role: string;
  #shape: readonly number[] | undefined;
  #type: string | undefined;
  #data: TypedArray = new Float32Array(0);
  #length = 0;

  /**
   * Starts empty; `role` stands in messages, the shape is the first value's
   * unless given.
   */
  constructor(role: string, shape?: readonly number[]) {
    this.#role = role;
    this.#shape = shape;
  }

  /** Shape of each value pushed. */
  get shape(): readonly number[] {
    return this.#shape ?? [];
  }

  /**
   * Appends the value of example `index`.
   *
   * @throws {DataError} where size or type differ from the first value's, or a
   * number is not finite.
   */
  push(value: number | NumericArray, index: number): void {
    const values = typeof value === "number" ? [value] : value;
    const type = this.#check(value, values, index);
    const end = this.#length + values.length;
    if (this.#type === undefined) {
      this.#type = type;
      this.#data = Array.isArray(values)
        ? new Float32Array(64 * values.length)
        : values.slice(0, 0);
    }
    if (end > this.#data.length) {
      this.#grow(Math.max(end, 2 * this.#data.length));
    }
    this.#data.set(values, this.#length);
    this.#length = end;
  }

  /** All values, in memory of their own size. */
  finish(): TypedArray {
    return this.#data.slice(0, this.#length);
  }

  #check(
    value: unknown,
    values: NumericArray,
    index: number,
  ): string {
    const list = Array.isArray(values);
    if (!list && (!ArrayBuffer.isView(values) || values instanceof DataView)) {
      throw this.#error(
        index,
        "is not a number, an array of numbers or a typed array",
      );
    }
    this.#shape ??= typeof value === "number" ? [] : [values.length];
    if (values.length !== sizeOf(this.#shape)) {
      throw this.#error(
        index,
        `has ${values.length} values where shape [${this.#shape}] takes ${
          sizeOf(this.#shape)
        }; all examples must have the same shape`,
      );
    }
    const type = list ? "numbers" : values.constructor.name;
    if (this.#type !== undefined && type !== this.#type) {
      throw this.#error(
        index,
        `is of ${type} where the first one is of ${this.#type}; give all in the same type`,
      );
    }
    for (let i = 0; i < values.length; i++) {
      const number = values[i];
      if (
        typeof number !== "number" ||
        !Number.isFinite(list ? Math.fround(number) : number)
      ) {
        throw this.#error(
          index,
          `holds ${String(number)} at ${i}, which is not a finite number`,
        );
      }
    }
    return type;
  }

  #grow(length: number): void {
    const Type = this.#data.constructor as new (length: number) => TypedArray;
    const grown = new Type(length);
    grown.set(this.#data.subarray(0, this.#length));
    this.#data = grown;
  }

  #error(index: number, problem: string): DataError {
    return new DataError(
      `Cannot use example ${index}: its ${this.#role} ${problem}`,
    );
  }
}
