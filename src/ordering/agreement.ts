/** How often one peer's signs are those that the pairs' owners have published. */
export class Agreement {
  /** Published signs of pairs that were folded here. */
  compared = 0;
  /** Of those, the ones that were chosen here as well, or would have been. */
  agreed = 0;

  /** Holds what is chosen here against the owner's word. */
  compare(own: number, owners: number): void {
    this.compared++;
    if (own === owners) this.agreed++;
  }

  /** The part that agrees; NaN before the first. */
  get part(): number {
    return this.agreed / this.compared;
  }
}
