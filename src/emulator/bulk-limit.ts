import { tooLargeAnswer, type Reply } from './envelope.ts';
import { accept, refuse, type Outcome } from './errors.ts';
import type { Settings } from './settings.ts';

/** The answer to a bulk request of so many entries, if they are too many. */
export function refuseBulk(count: number, { maxBulkEntries, tooManyEntries }: Settings): Outcome<Reply> | undefined {
  if (maxBulkEntries === 'unlimited' || count <= maxBulkEntries) return undefined;
  return tooManyEntries === 'contentTooLarge'
    ? accept(tooLargeAnswer)
    : refuse('invalid_json_body', `max ${String(maxBulkEntries)}`);
}
