/** So that laptop-10 comes after laptop-9. */
const inWords = new Intl.Collator("en", { numeric: true });

/** Orders names as people do. */
export function byName(a: string, b: string): number {
  return inWords.compare(a, b);
}

/** What peers call themselves, by public key. */
export class Names {
  readonly #names = new Map<string, string>();

  /** Notes a name; an empty one is no name. */
  set(publicKey: string, name: string): void {
    if (name !== "") this.#names.set(publicKey, name);
  }

  /** The name of a public key (hex), or the beginning of the key. */
  of(publicKey: string): string {
    return this.#names.get(publicKey) ?? publicKey.slice(0, 8);
  }

  /** Replaces keys and the beginnings of keys in a text by names. */
  in(text: string): string {
    return text.replace(/\b[0-9a-f]{8,64}\b/g, (key) => {
      for (const [known, name] of this.#names) {
        if (known.startsWith(key)) return name;
      }
      return key;
    });
  }
}
