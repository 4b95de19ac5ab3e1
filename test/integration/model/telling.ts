/**
 * What a resource is to say once all is at rest: a reason by entry, or undefined where it is as it should be. By address, of what
 * it still has in another store; undefined where that only waits for the entries.
 */
export type Telling = Readonly<Record<string, string | undefined>>;

export const tell = (names: readonly string[], reason: string): Telling =>
  Object.fromEntries(names.map((name) => [name, reason]));
