/** Which class each label is: the distinct labels in order, or those given. */
export function classIndex<T extends string | number>(
  labels: Iterable<T>,
  given: true | readonly T[],
): Map<T, number> {
  const classes = given === true
    ? [...new Set(labels)].sort(compareLabels)
    : given;
  return new Map(classes.map((name, index) => [name, index]));
}

/** Numbers, also as text, by size; everything else as text. */
function compareLabels(a: string | number, b: string | number): number {
  const difference = Number(a) - Number(b);
  if (!Number.isNaN(difference)) return difference;
  return a < b ? -1 : a > b ? 1 : 0;
}
