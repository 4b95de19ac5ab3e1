/** What the admin endpoints check of what they are sent. */
export type Check = (json: unknown) => boolean;

/** The value, or a text that says what is wrong with it and holds none of it. */
export type Parsed<T> = T | string;

export const isCount: Check = (json) => Number.isSafeInteger(json) && Number(json) >= 0;
export const countOr =
  (word: string): Check =>
  (json) =>
    json === word || isCount(json);
export const isBoolean: Check = (json) => typeof json === 'boolean';
export const oneOf =
  (...allowed: readonly unknown[]): Check =>
  (json) =>
    allowed.includes(json);
export const optional =
  (check: Check): Check =>
  (json) =>
    json === undefined || check(json);

/** Says which field of a record fails its check; undefined if none does. Fields without a check are let through. */
export function firstWrong(
  record: Readonly<Record<string, unknown>>,
  checks: Readonly<Record<string, Check>>,
): string | undefined {
  const wrong = Object.keys(checks).find((field) => checks[field]?.(record[field]) === false);
  return wrong === undefined ? undefined : `${wrong} is missing or not valid`;
}
