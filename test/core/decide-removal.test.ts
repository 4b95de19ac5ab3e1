import { describe, expect, test } from 'vitest';
import { secretId } from '../../src/core/ids.ts';
import { decideRemovals } from '../../src/core/decide-removal.ts';
import { withMark } from '../../src/core/ownership.ts';
import type { RecordedEntry, Step } from '../../src/core/plan.ts';
import type { RemoteSecret } from '../../src/core/remote-secret.ts';
import { neighbour, observed, record, remote, resource, type Spec, store, us } from './builders.ts';

const ours = remote({ comment: withMark('Shop', us) });

function removed(found: readonly RemoteSecret[], entry: RecordedEntry = record(ours), spec: Partial<Spec> = {}): Step {
  const [step] = decideRemovals(observed({ resource: resource(spec) }), store(found), [entry]);
  if (step === undefined) throw new Error('each record has its step');
  return step;
}

describe('an entry that is no longer wanted', () => {
  test('is deleted where it carries our mark and is recorded with that id', () => {
    expect(removed([ours])).toEqual({ name: 'KEY', record: record(ours), action: 'Delete', remote: ours });
  });

  test('with deletionPolicy Retain is released: the mark goes, the comment and the secret stay', () => {
    const step = removed([ours], record(ours), { deletionPolicy: 'Retain' });
    expect(step).toMatchObject({ action: 'Release', remote: ours, comment: 'Shop' });
  });

  test.each(['Delete', 'Retain'] as const)('with deletionPolicy %s is forgotten where it is gone', (deletionPolicy) => {
    expect(removed([], record(ours), { deletionPolicy })).toMatchObject({ action: 'Forget' });
  });

  test.each([
    ['nobody', ''],
    ['another resource', withMark('', neighbour)],
    ['another cluster', withMark('', { ...us, cluster: 'test' })],
    ['somebody who wrote behind our mark', `${withMark('', us)} and more`],
  ])('is forgotten, not touched, where it is marked by %s', (_who, comment) => {
    for (const deletionPolicy of ['Delete', 'Retain'] as const)
      expect(removed([remote({ comment })], record(ours), { deletionPolicy })).toMatchObject({ action: 'Forget' });
  });

  test('is not deleted where a secret of its name carries our mark but has another id', () => {
    expect(removed([remote({ id: secretId('id-new') })])).toMatchObject({ action: 'Forget' });
  });

  test('is forgotten where it was never written', () => {
    expect(removed([ours], { name: 'KEY', state: 'Failed' })).toMatchObject({ action: 'Forget' });
  });
});
