interface Scheduled {
  at: number;
  order: number;
  run: () => void;
}

/** What happens when, as a binary heap: the earliest first, ties in order of scheduling. */
export class EventQueue {
  readonly #heap: Scheduled[] = [];
  #order = 0;

  /** Events yet to come. */
  get size(): number {
    return this.#heap.length;
  }

  /** When the next event is due; Infinity without one. */
  get nextAt(): number {
    return this.#heap[0]?.at ?? Infinity;
  }

  /** Schedules `run` for the time `at`. */
  push(at: number, run: () => void): void {
    const heap = this.#heap;
    const event = { at, order: this.#order++, run };
    let place = heap.length;
    for (; place > 0; place = (place - 1) >> 1) {
      const parent = heap[(place - 1) >> 1]!;
      if (isBefore(parent, event)) break;
      heap[place] = parent;
    }
    heap[place] = event;
  }

  /** Takes out the next event. */
  pop(): Scheduled {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop()!;
    if (heap.length === 0) return first!;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right !== undefined && isBefore(right, heap[child]!)) child++;
      if (isBefore(last, heap[child]!)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = last;
    return first!;
  }
}

function isBefore(a: Scheduled, b: Scheduled): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
