/** So that laptop-10 comes after laptop-9. */
const inWords = new Intl.Collator("en", { numeric: true });

/** Orders names as people do. */
export function byName(a: string, b: string): number {
  return inWords.compare(a, b);
}
