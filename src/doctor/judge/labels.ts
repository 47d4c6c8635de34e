/** Somebody to be named. */
interface Named {
  /** What it calls itself; may be empty. */
  name: string;
  /** Its id. */
  peer: string;
}

/** What to call each: its name, and with the end of its id where another has the same one. */
export function labels(all: readonly Named[]): string[] {
  return all.map(({ name, peer }) => {
    const end = peer.slice(-6);
    if (name === "") return `…${end}`;
    const isShared = all.some((other) =>
      other.name === name && other.peer !== peer
    );
    return isShared ? `${name} (…${end})` : name;
  });
}
