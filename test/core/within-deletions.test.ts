import { describe, expect, test } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import { entryAfter } from '../../src/core/entry-status.ts';
import { judge } from '../../src/core/judge.ts';
import type { Observed } from '../../src/core/observed.ts';
import type { Plan, Step } from '../../src/core/plan.ts';
import { clock, deleting, observed, record, remote, resource, type Spec, store } from './builders.ts';

interface Case {
  readonly count: number;
  readonly spec?: Partial<Spec>;
  readonly confirmed?: string;
  readonly going?: boolean;
}

/** A resource that has so many secrets, and wants none of them any more. */
function seen({ count, spec, confirmed, going }: Case): Observed {
  const secrets = Array.from({ length: count }, (_, index) => remote({ name: `GONE_${index}` }));
  const metadata = {
    ...(going && deleting),
    ...(confirmed !== undefined && { annotations: { 'secretsstore.dev/confirm-deletions': confirmed } }),
  };
  const entries = secrets.map((secret) => record(secret));
  return observed({ resource: resource(spec, { metadata, status: { entries } }), store: store(secrets) });
}
const planned = (of: Case): Plan => decide(seen(of));
const deletions = (of: Case): number => planned(of).steps.filter(({ action }) => action === 'Delete').length;
const held = (of: Case): readonly Step[] =>
  planned(of).steps.filter((step) => step.action === 'Hold' && step.failure.reason === 'DeletionsHeld');

describe('deletions in one pass', () => {
  test.each([
    [10, undefined],
    [3, 3],
  ])('are done, all %s, where maxDeletions is %s', (count, maxDeletions) => {
    const spec = maxDeletions === undefined ? {} : { maxDeletions };
    expect(deletions({ count, spec })).toBe(count);
  });

  test.each([
    [11, undefined],
    [4, 3],
    [1, 0],
  ])('are held, all %s, where maxDeletions is %s', (count, maxDeletions) => {
    const spec = maxDeletions === undefined ? {} : { maxDeletions };
    expect(deletions({ count, spec })).toBe(0);
    expect(held({ count, spec })).toHaveLength(count);
  });

  test('are confirmed by their number, and by no other', () => {
    expect(deletions({ count: 11, confirmed: '11' })).toBe(11);
    for (const confirmed of ['10', '12', 'true', '', ' 11', '11.0'])
      expect(deletions({ count: 11, confirmed })).toBe(0);
  });

  test('hold up nothing else', () => {
    expect(planned({ count: 11 }).steps[0]).toMatchObject({ name: 'KEY', action: 'Create' });
  });

  test('are not counted where the resource itself goes, or the secrets stay', () => {
    expect(deletions({ count: 11, going: true })).toBe(11);
    const { steps } = planned({ count: 11, spec: { deletionPolicy: 'Retain' } });
    expect(steps.filter(({ action }) => action === 'Release')).toHaveLength(11);
  });
});

describe('a held deletion', () => {
  const [step] = held({ count: 11 });
  const message = step?.action === 'Hold' ? step.failure.message : '';

  test('says how many there are, and both ways to confirm', () => {
    expect(message).toContain('delete 11 secrets');
    expect(message).toContain('maxDeletions is 10');
    expect(message).toContain('secretsstore.dev/confirm-deletions: "11"');
  });

  test('stays recorded with its id, and counts among no wanted ones', () => {
    expect(step && entryAfter(step, undefined)).toMatchObject({
      state: 'Deleting',
      reason: 'DeletionsHeld',
      secretId: step?.record?.secretId,
      source: step?.record?.source,
    });
    const of = seen({ count: 11 });
    const plan = decide(of);
    const { status } = judge({ observed: of, plan, outcomes: new Map() }, clock);
    expect(status.synced).toBe('0/1');
    expect(status.entries).toHaveLength(12);
  });
});

test('a rename is no deletion that has to be confirmed', () => {
  const old = remote({ name: 'OLD' });
  const entries = [record(old), record(remote())];
  const spec = { maxDeletions: 0, data: [{ name: 'KEY', key: 'key', formerName: 'OLD' }] };
  const { steps } = decide(
    observed({ resource: resource(spec, { status: { entries } }), store: store([old, remote()]) }),
  );
  expect(steps).toContainEqual(expect.objectContaining({ name: 'OLD', action: 'Delete' }));
});
