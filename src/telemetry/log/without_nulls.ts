/**
 * Puts NaN in the place of every `null` in what JSON.parse() gave, in place: a record
 * has no other nulls than numbers that were not finite.
 */
export function withoutNulls<T>(value: T): T {
  if (value === null) return NaN as T;
  if (typeof value !== "object") return value;
  const object = value as Record<string, unknown>;
  for (const key in object) {
    const field = object[key];
    if (field === null) object[key] = NaN;
    else if (typeof field === "object") withoutNulls(field);
  }
  return value;
}
