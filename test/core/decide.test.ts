import { describe, expect, test } from 'vitest';
import { desiredEntries } from '../../src/core/desired.ts';
import { decide } from '../../src/core/decide.ts';
import { withMark } from '../../src/core/ownership.ts';
import { lacksValues, type Plan, writesRemotely } from '../../src/core/plan.ts';
import { waiting } from '../../src/core/sync-failure.ts';
import { deleting, neighbour, observed, record, remote, resource, source, type Spec, store } from './builders.ts';

const steps = ({ steps }: Plan) => steps.map(({ name, action }) => `${action} ${name}`);
const data = (...names: string[]): Partial<Spec> => ({
  data: names.map((name) => ({ name, key: name.toLowerCase() })),
});
const recorded = (...names: string[]) => names.map((name) => record(remote({ name })));
const there = (...names: string[]) => store(names.map((name) => remote({ name })));
const missing = { kind: 'Unavailable', failure: waiting('SecretNotFound', 'no Secret "app"') } as const;
const unread = { kind: 'Unchanged', resourceVersion: '10' } as const;
const everyKey = { dataFrom: { include: ['*'] } };

describe('one bad entry', () => {
  test('never stops the others, and each says what is wrong with it', () => {
    const spec: Partial<Spec> = {
      data: [
        { name: 'GONE', key: 'gone' },
        { name: 'BYTES', key: 'bytes' },
        { name: 'TAKEN', key: 'good' },
        { name: 'SCOPE', key: 'good', scopes: ['dex'] },
        { name: 'GOOD', key: 'good' },
      ],
      dataFrom: { include: ['a.b', 'c'] },
    };
    const fence = { kind: 'Bounded', by: [{ scopes: ['workers'] }] } as const;
    const found = remote({ name: 'TAKEN', comment: withMark('', neighbour) });
    const plan = decide(
      observed({
        resource: resource(spec),
        source: source({ bytes: Uint8Array.of(255), good: 'value', 'a.b': 'value', c: '' }),
        store: store([found], { fence }),
      }),
    );
    const said = plan.steps.map((step) =>
      step.action === 'Hold' ? `${step.name} ${step.failure.reason}` : step.action,
    );
    expect(said).toEqual([
      'GONE KeyMissing',
      'BYTES InvalidUtf8',
      'TAKEN Conflict',
      'SCOPE ScopeNotAllowed',
      'Create',
      'a.b InvalidName',
      'c EmptyValue',
    ]);
    expect(plan.failure).toBeUndefined();
  });

  test('keeps what is recorded of it', () => {
    const [entry] = recorded('KEY');
    const plan = decide(observed({ records: recorded('KEY'), source: source({}), store: there('KEY') }));
    expect(plan.steps).toMatchObject([{ action: 'Hold', record: entry, key: 'key' }]);
  });
});

describe('the order of the steps', () => {
  test('is that of the spec, and what is no longer wanted goes last', () => {
    const plan = decide(
      observed({
        resource: resource(data('NEW', 'B')),
        records: recorded('A', 'B'),
        source: source({ new: 'value', b: 'value' }),
        store: there('A', 'B'),
      }),
    );
    expect(steps(plan)).toEqual(['Create NEW', 'Keep B', 'Delete A']);
  });

  test('has exactly one step for each name that is wanted or recorded', () => {
    const spec = { ...data('A', 'B'), ...everyKey };
    const plan = decide(
      observed({ resource: resource(spec), records: recorded('A', 'C'), source: source({ a: '1', b: '2' }) }),
    );
    expect(steps(plan).toSorted()).toEqual(['Create A', 'Create B', 'Create a', 'Create b', 'Forget C'].toSorted());
  });
});

describe('a key that is no longer there', () => {
  test('holds a chosen entry, whose secret stays', () => {
    const plan = decide(observed({ records: recorded('KEY'), source: source({}), store: there('KEY') }));
    expect(plan.steps).toMatchObject([{ action: 'Hold', failure: { reason: 'KeyMissing' } }]);
  });

  test.each([{ template: '$(key)' }, { bundle: { format: 'Json', include: ['key'] } }] as const)(
    'holds an entry that is made of it, whose secret stays: %j',
    (made) => {
      const of = resource({ data: [{ name: 'KEY', ...made }] });
      const plan = decide(
        observed({ resource: of, records: recorded('KEY'), source: source({ other: 'x' }), store: there('KEY') }),
      );
      expect(plan.steps).toMatchObject([
        { action: 'Hold', failure: { kind: 'Terminal', reason: 'KeyMissing' }, record: { secretId: 'id-KEY' } },
      ]);
    },
  );

  test('takes the secret with it that dataFrom had found', () => {
    const entry = record(remote({ name: 'a' }));
    const plan = decide(
      observed({
        resource: resource({ data: [], ...everyKey }),
        records: [entry],
        source: source({}),
        store: there('a'),
      }),
    );
    expect(steps(plan)).toEqual(['Delete a']);
  });
});

describe('without the Secret', () => {
  test('the chosen entries are held as they are, and what the spec no longer names goes', () => {
    const plan = decide(observed({ records: recorded('KEY', 'OLD'), source: missing, store: there('KEY', 'OLD') }));
    expect(plan.steps[0]).toMatchObject({ action: 'Hold', failure: missing.failure, record: { secretId: 'id-KEY' } });
    expect(steps(plan)).toEqual(['Hold KEY', 'Delete OLD']);
  });

  test('with dataFrom everything recorded is held: only the keys could tell what is not wanted', () => {
    const plan = decide(
      observed({
        resource: resource({ ...data('KEY'), ...everyKey }),
        records: recorded('KEY', 'OLD'),
        source: missing,
        store: there('KEY', 'OLD'),
      }),
    );
    expect(steps(plan)).toEqual(['Hold KEY', 'Hold OLD']);
    expect(writesRemotely(plan)).toBe(false);
  });
});

describe('a Secret that was not read since nothing has changed', () => {
  test('is not needed where everything is as recorded', () => {
    const spec = { ...data('A'), ...everyKey };
    const entries = [record(remote({ name: 'A' })), record(remote({ name: 'b' }))];
    const plan = decide(
      observed({ resource: resource(spec, { status: { entries } }), source: unread, store: there('A', 'a', 'b') }),
    );
    expect(steps(plan).slice(0, 1)).toEqual(['Keep A']);
    expect(steps(plan)).toContain('Keep b');
  });

  test('has no keys by the name of a template or a bundle', () => {
    const spec: Partial<Spec> = {
      data: [
        { name: 'A', template: '$(b)' },
        { name: 'C', bundle: { format: 'Json' } },
      ],
      ...everyKey,
    };
    const [of, secrets] = [resource(spec), [remote({ name: 'A' }), remote({ name: 'b' }), remote({ name: 'C' })]];
    const entries = desiredEntries(of.spec, ['b']).map(({ name, key }) => record(remote({ name }), { source: key }));
    const known = resource(spec, { status: { entries } });
    const plan = decide(observed({ resource: known, source: unread, store: store(secrets) }));
    expect(steps(plan)).toEqual(['Keep A', 'Keep C', 'Keep b']);
    const going = decide(
      observed({
        resource: { ...known, metadata: { ...known.metadata, ...deleting } },
        source: unread,
        store: store(secrets),
      }),
    );
    expect(steps(going)).toEqual(['Delete A', 'Delete C', 'Delete b']);
  });

  test('has to be read for a create, and for a patch of the value', () => {
    const entries = recorded('KEY');
    const of = resource({}, { status: { entries } });
    expect(lacksValues(decide(observed({ resource: of, source: unread })))).toBe(true);
    const drifted = store([remote({ modified: 'm2' })]);
    expect(lacksValues(decide(observed({ resource: of, source: unread, store: drifted })))).toBe(true);
    expect(lacksValues(decide(observed({ source: unread })))).toBe(true);
  });

  test('need not be read for scopes, comments and deletions', () => {
    const entries = recorded('KEY', 'OLD');
    const of = resource({ scopes: ['dex'], comment: 'new' }, { status: { entries } });
    const plan = decide(observed({ resource: of, source: unread, store: there('KEY', 'OLD') }));
    expect(steps(plan)).toEqual(['Patch KEY', 'Delete OLD']);
    expect(lacksValues(plan)).toBe(false);
  });

  test('is read again where the store is gone with all that dataFrom had found', () => {
    const entries = [record(remote({ name: 'a' }))];
    const of = resource({ data: [], ...everyKey }, { status: { entries } });
    const plan = decide(observed({ resource: of, records: [], source: unread }));
    expect(steps(plan)).toEqual(['Create a']);
    expect(lacksValues(plan)).toBe(true);
  });

  test('lacks nothing once it was read', () => {
    expect(lacksValues(decide(observed()))).toBe(false);
  });
});

test.each([
  ['create', observed(), true],
  ['patch', observed({ store: store([remote()]) }), true],
  [
    'delete',
    observed({ resource: resource(data('A')), records: recorded('KEY'), store: there('KEY'), source: source({}) }),
    true,
  ],
  ['keep', observed({ records: recorded('KEY'), store: there('KEY') }), false],
  ['hold', observed({ source: source({}) }), false],
])('a plan to %s writes to Cloudflare: %o', (_what, seen, expected) => {
  expect(writesRemotely(decide(seen))).toBe(expected);
});
