import { describe, expect, test } from 'vitest';
import type { Condition, SecretsStoreSecret } from '../../src/api/resources.ts';
import { graceMs } from '../../src/core/conditions.ts';
import { decide } from '../../src/core/decide.ts';
import type { Outcome } from '../../src/core/entry-status.ts';
import { judge } from '../../src/core/judge.ts';
import type { Observed } from '../../src/core/observed.ts';
import { failed, success } from '../../src/core/result.ts';
import { retryable, terminal, waiting } from '../../src/core/sync-failure.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import { address, at, clock, nowMs, observed, record, remote, resource, source, store } from './builders.ts';

const names = ['A', 'B', 'C', 'D', 'E'];
const chosen = (count: number) => ({ data: names.slice(0, count).map((name) => ({ name, key: name.toLowerCase() })) });
const values = source(Object.fromEntries(names.map((name) => [name.toLowerCase(), 'value'])));
const written = (name: string, status = 'active'): [string, Outcome] => [name, success(remote({ name, status }))];
const down = failed(retryable('CloudflareUnavailable', 'down'));
const missing = { kind: 'Unavailable', failure: waiting('SecretNotFound', 'no Secret "app"') } as const;

function verdict(seen: Observed, outcomes: readonly [string, Outcome][] = [], offsetMs = 0): Verdict {
  return judge(
    { observed: seen, plan: decide(seen), outcomes: new Map(outcomes) },
    { ...clock, nowMs: nowMs + offsetMs },
  );
}

const wants = (count: number, parts: Partial<Observed> = {}): Observed =>
  observed({ resource: resource(chosen(count)), source: values, ...parts });
const ready = ({ status }: Verdict): Condition | undefined => status.conditions?.find(({ type }) => type === 'Ready');
const after = (of: SecretsStoreSecret, { status }: Verdict): SecretsStoreSecret => ({ ...of, status });

describe('the verdict on a pass that wrote everything', () => {
  const said = verdict(wants(2), [written('A'), written('B')]);

  test('is Ready and counts the secrets', () => {
    expect(ready(said)).toMatchObject({
      status: 'True',
      reason: 'Synced',
      message: expect.stringContaining('2 secrets are'),
    });
    expect(ready(verdict(wants(1), [written('A')]))?.message).toContain('1 secret is');
    expect(said.status.synced).toBe('2/2');
  });

  test('says where, from what, for which generation and when', () => {
    expect(said.status).toMatchObject({
      observedGeneration: 1,
      store: { kind: 'SecretsStore', name: 'default', ...address },
      source: { resourceVersion: '10' },
      lastSyncTime: new Date(nowMs).toISOString(),
    });
  });

  test('sends no Event and need not look again', () => {
    expect(said).toMatchObject({
      events: [],
      next: { kind: 'Done' },
      finalizer: 'Leave',
    });
  });
});

describe('the verdict while Cloudflare activates', () => {
  test('is not Ready, names at most three secrets and looks again when the grace ends', () => {
    const said = verdict(
      wants(5),
      names.map((name) => written(name, 'pending')),
    );
    expect(ready(said)).toMatchObject({ status: 'Unknown', reason: 'Activating' });
    expect(ready(said)?.message).toContain('A, B, C and 2 more');
    expect(said).toMatchObject({ events: [], next: { kind: 'RetryAfter', ms: graceMs } });
    expect(said.status.synced).toBe('0/5');
  });

  test('counts those that are active already', () => {
    const said = verdict(wants(2), [written('A'), written('B', 'pending')]);
    expect(said.status.synced).toBe('1/2');
    expect(ready(said)?.message).toContain('activate B');
  });
});

describe('the verdict on a pass in which something failed', () => {
  const limited = failed(retryable('RateLimited', 'later', 30_000));
  const refused = failed(terminal('RequestRejected', 'refused'));

  test('speaks of what a person has to mend before what only takes time', () => {
    const said = verdict(wants(3), [['A', down], ['B', refused], written('C')]);
    expect(ready(said)).toMatchObject({ status: 'False', reason: 'RequestRejected' });
    expect(ready(said)?.message).toBe('refused (1 more in status)');
    expect(said.status.synced).toBe('1/3');
  });

  test('tries again with backoff where anything may succeed by itself, though something else may not', () => {
    expect(
      verdict(wants(2), [
        ['A', refused],
        ['B', down],
      ]).next.kind,
    ).toBe('Backoff');
    expect(
      verdict(wants(2), [
        ['A', limited],
        ['B', down],
      ]).next,
    ).toEqual({ kind: 'Backoff', atLeastMs: 30_000 });
  });

  test('does not try again where only a person can help', () => {
    expect(verdict(wants(1), [['A', refused]]).next).toEqual({ kind: 'Done' });
  });

  test('looks again at the end of the grace for what is missing', () => {
    expect(verdict(wants(1, { source: missing })).next).toEqual({ kind: 'RetryAfter', ms: graceMs });
  });

  test('says that something was written where one entry was, and nothing of it where none was', () => {
    expect(verdict(wants(2), [['A', down], written('B')]).status.lastSyncTime).toBeDefined();
    expect(verdict(wants(1), [['A', down]]).status.lastSyncTime).toBeUndefined();
  });

  test('says the same in whatever order the answers came', () => {
    const answers: [string, Outcome][] = [
      ['A', down],
      ['B', limited],
      ['C', refused],
      ['D', failed(terminal('Conflict', 'taken'))],
    ];
    expect(verdict(wants(4), answers.toReversed())).toEqual(verdict(wants(4), answers));
  });

  test('is not Ready where nobody knows what became of a write', () => {
    expect(ready(verdict(wants(1)))?.status).toBe('False');
    const left = verdict(
      observed({ resource: resource({ data: [] }), records: [record(remote())], store: store([remote()]) }),
    );
    expect(ready(left)?.status).toBe('False');
    expect(left.next.kind).toBe('Backoff');
  });
});

describe('the verdict on the same pass again', () => {
  const found = store(names.map((name) => remote({ name })));

  test.each<[string, Partial<Observed>, readonly [string, Outcome][]]>([
    ['where all is well', { store: found }, []],
    ['where the Secret is missing', { source: missing }, []],
    ['where a key is missing', { source: source({ a: 'value' }), store: found }, []],
    ['where everything fails', {}, names.slice(0, 2).map((name) => [name, down])],
    ['where the store cannot be used', { store: { kind: 'Unusable', failure: missing.failure } }, []],
    ['where it is suspended', { store: store([], { suspended: true }) }, []],
  ])('is the same to the last word, %s', (_where, parts, outcomes) => {
    const entries = names.slice(0, 2).map((name) => record(remote({ name })));
    const of = resource(chosen(2), { status: { entries } });
    const first = verdict(wants(2, { resource: of, records: entries, ...parts }), outcomes);
    const again = after(of, first);
    const second = verdict(
      wants(2, { resource: again, records: first.status.entries ?? [], ...parts }),
      outcomes,
      60_000,
    );
    expect(second.status).toEqual(first.status);
    expect(second.events).toEqual([]);
  });

  test('keeps the time of the last write', () => {
    const status = { entries: [record(remote({ name: 'A' }))], lastSyncTime: at(-60_000) };
    const said = verdict(
      wants(1, { resource: resource(chosen(1), { status }), records: status.entries, store: found }),
    );
    expect(said.status.lastSyncTime).toBe(at(-60_000));
  });
});

describe('the verdict on a resource that nothing may be written for', () => {
  const status = {
    entries: [record(remote({ name: 'A' }))],
    store: { kind: 'SecretsStore', name: 'default', ...address },
    source: { resourceVersion: '9' },
    observedGeneration: 1,
  };

  test('keeps entries, place and source as they were', () => {
    const of = resource({ ...chosen(1), suspend: true }, { status });
    const said = verdict(wants(1, { resource: of, records: status.entries }));
    expect(said.status).toMatchObject(status);
    expect(said.status.synced).toBe('1/1');
    expect(said.next).toEqual({ kind: 'Done' });
  });

  test('counts what is wanted where nothing was written yet', () => {
    expect(verdict(wants(3, { store: { kind: 'Unusable', failure: missing.failure } })).status.synced).toBe('0/3');
  });
});
