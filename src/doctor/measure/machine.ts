/** What this machine has to compute with. */
export interface MachineFacts {
  /** Cores that programs see. */
  cores: number;
  /** Memory that programs may still take, bytes; undefined where that is not known. */
  free: number | undefined;
  /** All memory, bytes. */
  total: number | undefined;
}

/** Asks the system. */
export function measureMachine(): MachineFacts {
  const cores = navigator.hardwareConcurrency;
  try {
    const { available, total } = Deno.systemMemoryInfo();
    return { cores, free: available, total };
  } catch {
    return { cores, free: undefined, total: undefined };
  }
}
