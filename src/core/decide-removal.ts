import type { Observed, UsableStore } from './observed.ts';
import { isOurs, withoutMark } from './ownership.ts';
import type { RecordedEntry, StepOf } from './plan.ts';

export type Removal = StepOf<'Delete' | 'Release' | 'Forget'>;

/**
 * What is to happen with entries that are no longer wanted. Only what carries our mark and stands in status with that id is
 * touched.
 *
 * | remote with the recorded id | mark   | deletionPolicy | decision                        |
 * |-----------------------------|--------|----------------|---------------------------------|
 * | absent                      |        |                | forget                          |
 * | there                       | ours   | Delete         | delete                          |
 * | there                       | ours   | Retain         | PATCH the mark away             |
 * | there                       | other, none |           | not ours any more: forget       |
 */
export function decideRemovals(
  { owner, resource }: Pick<Observed, 'owner' | 'resource'>,
  store: { readonly remote: Pick<UsableStore['remote'], 'byId'> },
  unwanted: readonly RecordedEntry[],
): readonly Removal[] {
  const policy = resource.spec.deletionPolicy ?? 'Delete';
  return unwanted.map((record): Removal => {
    const { name, secretId } = record;
    const remote = secretId === undefined ? undefined : store.remote.byId(secretId);
    if (remote === undefined || !isOurs(remote, owner)) return { name, record, action: 'Forget' };
    if (policy === 'Delete') return { name, record, action: 'Delete', remote };
    return { name, record, action: 'Release', remote, comment: withoutMark(remote.comment) };
  });
}
