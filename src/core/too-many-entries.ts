import { maxEntries } from './desired.ts';
import { isDeleting } from './lifecycle.ts';
import { isTooMuchToMatch } from './matching-work.ts';
import { namedEntries, sourceKeys } from './named-entries.ts';
import { nameOfSecret } from './name-of-secret.ts';
import type { Observed } from './observed.ts';
import type { Step } from './plan.ts';
import { type SyncFailure, terminal } from './sync-failure.ts';

/** As many as the CRD takes: what is wanted, and what is not gone yet. */
const maxRecorded = 2_000;

/** That to find out what is wanted would take too long. */
export function tooMuchToMatch(observed: Observed): SyncFailure | undefined {
  const { resource } = observed;
  if (isDeleting(resource) || !isTooMuchToMatch(resource.spec, [...sourceKeys(observed)])) return undefined;
  return terminal(
    'TooManyEntries',
    `Cannot push Secret "${nameOfSecret(resource)}": to compare its keys with the patterns of this resource would take too long; ` +
      'use fewer or shorter patterns, or spread the keys over several Secrets',
  );
}

/** That there would be more than can be looked after, or than status can hold. */
export function tooManyEntries(observed: Observed, steps: readonly Step[]): SyncFailure | undefined {
  // To find out how many are wanted, keys are compared with patterns: only where it may be too many.
  if (steps.length <= maxEntries || isDeleting(observed.resource)) return undefined;
  const wanted = namedEntries(observed).length;
  const cannot = `Cannot push Secret "${nameOfSecret(observed.resource)}"`;
  if (wanted > maxEntries) {
    return terminal(
      'TooManyEntries',
      `${cannot}: it makes more than ${maxEntries} entries; narrow dataFrom, or spread them over several resources`,
    );
  }
  if (steps.length <= maxRecorded) return undefined;
  return terminal(
    'TooManyEntries',
    `${cannot}: it makes ${wanted} entries, and ${steps.length - wanted} secrets that are to go first are more than can be ` +
      'remembered beside them; go back to the entries before, confirm these deletions, and then change the entries',
  );
}
