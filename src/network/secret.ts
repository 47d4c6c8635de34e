import { generateKey } from "@libp2p/pnet";
import { NetworkError } from "./errors.ts";

/** Length of a pre-shared key file as `generateSecret` writes it, in bytes. */
const SECRET_LENGTH = 95;

/**
 * Makes the contents of a pre-shared key file for a private swarm, in the
 * format that all libp2p implementations read:
 *
 * ```text
 * /key/swarm/psk/1.0.0/
 * /base16/
 * dffb7e3135399a8b1612b2aaca1c36a3a8ac2cd0cca51ceeb2ced87d308cac6d
 * ```
 *
 * @example
 * ```ts
 * import { generateSecret } from "./secret.ts";
 *
 * const text = new TextDecoder().decode(generateSecret());
 * console.log(text.split("\n")[0]); // "/key/swarm/psk/1.0.0/"
 * ```
 *
 * @returns The file's bytes; whoever holds them can join.
 */
export function generateSecret(): Uint8Array {
  const bytes = new Uint8Array(SECRET_LENGTH);
  generateKey(bytes);
  return bytes;
}

/**
 * Checks that bytes are a pre-shared key file.
 *
 * @param what What to call it in a message
 * @throws {NetworkError} If they are not, with what was expected.
 */
export function checkSecret(bytes: Uint8Array, what = "the secret"): void {
  const [tag, encoding, key] = new TextDecoder().decode(bytes).split(/\r?\n/);
  if (
    tag !== "/key/swarm/psk/1.0.0/" || encoding !== "/base16/" ||
    !/^[0-9a-f]{64}$/i.test(key ?? "")
  ) {
    throw new NetworkError(
      `Cannot use ${what}: it is not a pre-shared key file of three lines, "/key/swarm/psk/1.0.0/", "/base16/" and 64 hex digits (the command "secret" makes one)`,
    );
  }
}
