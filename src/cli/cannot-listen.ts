import { OwnError } from '../runtime/own-error.ts';

interface Wanted {
  readonly place: string;
  /** Without its dashes. */
  readonly flag: string;
}

/** What to tell the user whose port cannot be had. Of Node's error, the code alone is repeated. */
export function cannotListen(error: unknown, { place, flag }: Wanted): OwnError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  return new OwnError(`Cannot listen on ${place} (${code}); choose another --${flag}, or 0 for any free one`);
}
