import type { NodeEvent, TelemetryRecord } from "../mod.ts";

/** Digits of a public key. */
const KEY = 64;

/** Remembers what peers call themselves, so that people need not read keys. */
export class PeerNames {
  /** Public key (hex) of the peer that tells; undefined where several do. */
  self: string | undefined;
  readonly #names = new Map<string, string>();

  /** Learns from a record. */
  note(record: NodeEvent | TelemetryRecord): void {
    if (record.type === "ready" || record.type === "peer-connected") {
      this.set(record.peer, record.name);
    } else if (record.type === "members") {
      for (const { peer, name } of record.members) {
        // Who has not said its name stands there with the beginning of its key.
        if (!peer.startsWith(name)) this.set(peer, name);
      }
    }
  }

  /** Sets the name of a public key (hex). */
  set(publicKey: string, name: string): void {
    this.#names.set(publicKey, name);
  }

  /** The name of a public key (hex), or as much of the key as tells it apart. */
  of(publicKey: string): string {
    return this.#of(publicKey, "");
  }

  /** The same in a sentence: of namesakes it says which one is the peer that tells. */
  tell(publicKey: string): string {
    return this.#of(publicKey, publicKey === this.self ? ", this one" : "");
  }

  /** Replaces keys and the beginnings of keys in a text by names; keys of which no name is known are cut short. */
  in(text: string): string {
    return text.replace(/\b[0-9a-f]{8,64}\b/g, (key) => {
      for (const known of this.#names.keys()) {
        if (known.startsWith(key)) return this.tell(known);
      }
      return key.length === KEY ? `peer ${shortKey(key)}` : key;
    });
  }

  #of(publicKey: string, mark: string): string {
    const name = this.#names.get(publicKey);
    if (name === undefined || name === "") return shortKey(publicKey);
    return this.#isShared(name) ? withKey(name, publicKey, mark) : name;
  }

  #isShared(name: string): boolean {
    let holders = 0;
    for (const other of this.#names.values()) if (other === name) holders++;
    return holders > 1;
  }
}

/** A name with as much of the public key (hex) as tells namesakes apart. */
export function withKey(name: string, publicKey: string, mark = ""): string {
  return `${name} (${shortKey(publicKey)}${mark})`;
}

function shortKey(publicKey: string): string {
  return publicKey.slice(0, 8);
}
