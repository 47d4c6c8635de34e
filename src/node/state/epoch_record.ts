import type { EpochMemory } from "../../peer/mod.ts";

type Fields = [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

/** Numbers before the lists. */
const HEAD = 15;

/**
 * Where a peer stands in its epoch as bytes: 32-bit little-endian integers. Seat,
 * epoch, share, position, rested, behind, longest, the epoch that comes next or -1;
 * the lengths of seven lists; and the lists: the order, its signs, the next epoch's
 * visited units, the seats, all visited units as bits, and the lengths of the blocks
 * of the order and of those visited next, empty where each is one unit.
 */
export function encodeEpoch(
  { order, rested, longest, seats, behind, visited }: EpochMemory,
): Uint8Array {
  const lists = [
    order.order,
    order.signs,
    order.next?.visited ?? [],
    seats,
    Array.from(visited),
    order.blocks ?? [],
    order.next?.blocks ?? [],
  ];
  const numbers = [
    Number(order.seat),
    order.epoch,
    order.share,
    order.position,
    rested,
    behind,
    longest,
    order.next?.epoch ?? -1,
    ...lists.map(({ length }) => length),
    ...lists.flat(),
  ];
  const view = new DataView(new ArrayBuffer(4 * numbers.length));
  numbers.forEach((number, i) => view.setInt32(4 * i, number | 0, true));
  return new Uint8Array(view.buffer);
}

/**
 * Reads what {@linkcode encodeEpoch} wrote.
 *
 * @throws {RangeError} If the bytes are of another length than they say, or the numbers contradict each other
 */
export function decodeEpoch(bytes: Uint8Array): EpochMemory {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = bytes.length >> 2;
  const numbers = Array.from(
    { length: count },
    (_, i) => view.getInt32(4 * i, true),
  );
  const [seat, epoch, share, position, rested, behind, longest, next] =
    numbers as Fields;
  const lengths = numbers.slice(HEAD - 7, HEAD);
  const announced = lengths.reduce((sum, length) => sum + length, HEAD);
  if (bytes.length !== 4 * announced || lengths.some((length) => length < 0)) {
    throw new RangeError(
      `Cannot read the order of the epoch: ${bytes.length} bytes where ${
        4 * announced
      } were announced`,
    );
  }
  let at = HEAD;
  const lists = lengths.map((length) => numbers.slice(at, at += length));
  const [order, signs, visitedNext, seats, visited, blocks, nextBlocks] =
    lists as [
      number[],
      number[],
      number[],
      number[],
      number[],
      number[],
      number[],
    ];
  if (
    epoch < 0 || share < 0 || position < 0 || rested < 0 ||
    share > order.length || position > order.length ||
    [...blocks, ...nextBlocks].some((units) => units < 1)
  ) {
    throw new RangeError(
      `Cannot read the order of the epoch: place ${position}, share ${share} of ${order.length} units`,
    );
  }
  return {
    order: {
      seat: `${seat}`,
      epoch,
      order,
      share,
      position,
      signs,
      ...(blocks.length === 0 ? {} : { blocks }),
      ...(next < 0 ? {} : {
        next: {
          epoch: next,
          visited: visitedNext,
          ...(nextBlocks.length === 0 ? {} : { blocks: nextBlocks }),
        },
      }),
    },
    rested,
    longest,
    seats,
    behind,
    visited: Uint32Array.from(visited, (word) => word >>> 0),
  };
}
