/** A peer cannot start or go on; the message is for the person who runs it. */
export class NodeError extends Error {
  static override readonly name = "NodeError";
  override readonly name = "NodeError";
}
