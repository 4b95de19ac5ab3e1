import { describe, expect, test } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import type { Plan } from '../../src/core/plan.ts';
import { deleting, finalized, observed, record, remote, resource, source, type Spec, store } from './builders.ts';

/** What one Secret and one resource can hold, a megabyte each, as somebody would fill them who means to keep the operator busy. */
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const keys = (count: number, make: (index: number) => string, value = 'x') =>
  Object.fromEntries(times(count, (index) => [make(index), value]));
const chosen = (of: (index: number) => object) =>
  times(500, (index) => ({ name: `KEY_${index}`, ...of(index) })) as NonNullable<Spec['data']>;

const plan = (spec: Partial<Spec>, content: Readonly<Record<string, string>>): Plan =>
  decide(observed({ resource: resource(spec), source: source(content) }));

/** Near misses, each of which a search for the pattern finds out late. */
const nearMisses = keys(4_000, (index) => 'a'.repeat(240) + index);
const slowPatterns = times(100, (index) => `*${'a'.repeat(120)}b${index}`);

test('keys and patterns that would take minutes to compare are refused', () => {
  const failure = { kind: 'Terminal', reason: 'TooManyEntries', message: expect.stringContaining('patterns') };
  expect(plan({ dataFrom: { include: slowPatterns } }, nearMisses)).toMatchObject({ failure, steps: [] });
  const bundles = chosen(() => ({ bundle: { format: 'Json', include: ['*a*', '*b*'] } }));
  expect(plan({ data: bundles }, nearMisses)).toMatchObject({ failure, steps: [] });
});

test('a Secret of a thousand keys may be compared with a hundred patterns', () => {
  const many = keys(1_000, (index) => `service_${index}`);
  expect(plan({ dataFrom: { include: times(100, (index) => `service_${index}`) } }, many).steps).toHaveLength(101);
});

test('a resource that is being deleted goes whatever it would have to compare', () => {
  const there = remote();
  const status = { entries: [record(there)] };
  const of = resource({ dataFrom: { include: slowPatterns } }, { metadata: deleting, status });
  const { steps, failure } = decide(observed({ resource: of, store: store([there]), source: source(nearMisses) }));
  expect(failure).toBeUndefined();
  expect(steps).toMatchObject([{ name: 'KEY', action: 'Delete' }]);
});

test('of more keys than a resource may have entries none is looked at closely', () => {
  const many = keys(40_000, (index) => `k${index}`, 'x'.repeat(15));
  expect(plan({ dataFrom: { include: ['*'] } }, many)).toMatchObject({
    failure: { reason: 'TooManyEntries' },
    steps: [],
  });
});

/** What becomes of a resource that has so many secrets and wants a thousand others. */
const replaced = (count: number, spec: Partial<Spec> = {}): Plan => {
  const there = times(count, (index) => remote({ name: `OLD_${index}` }));
  const entries = there.map((secret) => record(secret));
  const of = resource(
    { dataFrom: { include: ['*'] }, data: [], maxDeletions: 1_000, ...spec },
    { metadata: finalized, status: { entries } },
  );
  const content = source(keys(1_000, (index) => `new_${index}`));
  const quota = { limit: 10_000, used: count };
  return decide(observed({ resource: of, store: store(there, { quota }), source: content }));
};

describe('a resource of a thousand entries', () => {
  test('may replace all of them', () => {
    const { failure, steps } = replaced(1_000);
    expect(failure).toBeUndefined();
    expect(steps.filter(({ action }) => action === 'Create')).toHaveLength(1_000);
    expect(steps.filter(({ action }) => action === 'Delete')).toHaveLength(1_000);
  });

  test('that has as many still to delete has to delete these first', () => {
    const { failure, steps } = replaced(1_001, { maxDeletions: 1 });
    expect(failure).toMatchObject({ kind: 'Terminal', reason: 'TooManyEntries' });
    expect(failure?.message).toContain('1000 entries, and 1001 secrets that are to go first');
    expect(steps).toEqual([]);
  });

  test('cannot have one more', () => {
    const data = [{ name: 'ONE_MORE', key: 'new_0' }];
    expect(replaced(0, { data }).failure?.message).toContain('more than 1000 entries');
  });
});

test.each<[string, Partial<Spec>, Readonly<Record<string, string>>]>([
  ['bundle', { data: chosen(() => ({ bundle: { format: 'Json' } })) }, keys(1, () => 'k', '\n'.repeat(1_000_000))],
  ['template', { data: chosen(() => ({ template: '$(k)' })) }, keys(1, () => 'k', '\n'.repeat(1_000_000))],
  [
    'template that takes one key a thousand times',
    { data: chosen(() => ({ template: '$(k)'.repeat(2_000) })) },
    keys(1, () => 'k', 'x'.repeat(60_000)),
  ],
  ['key', { data: chosen(() => ({ key: 'k' })) }, keys(1, () => 'k', 'x'.repeat(1_000_000))],
])('five hundred entries that ask for one megabyte by a %s each are refused', (_by, spec, content) => {
  const { steps } = plan(spec, content);
  expect(new Set(steps.map((step) => (step.action === 'Hold' ? step.failure.reason : step.action)))).toEqual(
    new Set(['ValueTooLarge']),
  );
});
