import type { Context } from './context.ts';

/** What was remembered of a resource is not true of another of its name, and is of no use once it is gone. */
export function forgetResource(
  key: string,
  { sameValues, deletions }: Pick<Context, 'sameValues' | 'deletions'>,
): void {
  sameValues.delete(key);
  deletions.delete(key);
}
