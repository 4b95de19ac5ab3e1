/** Reading what somebody else wrote: nothing is believed before it was looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** Every element by the parser, or undefined when the value is no array or one element is not what it should be. */
export function listOf<T>(value: unknown, parse: (element: unknown) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const parsed: T[] = [];
  for (const element of value) {
    const item = parse(element);
    if (item === undefined) return undefined;
    parsed.push(item);
  }
  return parsed;
}

/** The object itself, or the only one of an array: older descriptions of the API differ in this. */
export const single = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value);
