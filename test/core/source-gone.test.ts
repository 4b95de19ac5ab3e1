import { describe, expect, test } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import { judge } from '../../src/core/judge.ts';
import type { Observed } from '../../src/core/observed.ts';
import { waiting } from '../../src/core/sync-failure.ts';
import { sourcePatienceMs } from '../../src/core/source-gone.ts';
import { clock, deleting, finalized, observed, record, remote, resource, type Spec, store } from './builders.ts';

const failure = waiting('SecretNotFound', 'Secret "app" does not exist');
const missingFor = (patienceLeftMs?: number): Observed['source'] => ({
  kind: 'Unavailable',
  failure,
  ...(patienceLeftMs !== undefined && { patienceLeftMs }),
});

const secrets = [remote({ name: 'KEY' }), remote({ name: 'a' })];

function pass(spec: Partial<Spec>, source: Observed['source'], metadata = {}) {
  const entries = secrets.map((secret) => record(secret));
  const found = observed({
    resource: resource({ sourceDeletionPolicy: 'Delete', ...spec }, { metadata, status: { entries } }),
    source,
    store: store(secrets),
  });
  const plan = decide(found);
  const outcomes = new Map(plan.steps.map(({ name }) => [name, { ok: true, value: undefined }] as const));
  return {
    steps: plan.steps.map(({ name, action }) => `${action} ${name}`),
    verdict: judge({ observed: found, plan, outcomes }, clock),
  };
}

const everyKey = { dataFrom: { include: ['*'], exclude: ['key'] } };

describe('a Secret that is away', () => {
  test('may be for a minute', () => {
    expect(sourcePatienceMs).toBe(60_000);
    const { steps, verdict } = pass(everyKey, missingFor(40_000));
    expect(steps).toEqual(['Hold KEY', 'Hold a']);
    expect(verdict.next).toEqual({ kind: 'RetryAfter', ms: 40_000 });
  });

  test('is waited for without a look at the clock where nothing goes with it', () => {
    const { steps, verdict } = pass({ ...everyKey, sourceDeletionPolicy: 'Retain' }, missingFor(0));
    expect(steps).toEqual(['Hold KEY', 'Hold a']);
    expect(verdict.next).toEqual({ kind: 'RetryAfter', ms: 300_000 });
  });

  test('takes with it what was made of it after that, chosen or found, and is missed all the same', () => {
    const { steps, verdict } = pass(everyKey, missingFor(0));
    expect(steps).toEqual(['Delete KEY', 'Delete a']);
    expect(verdict.status).toMatchObject({
      entries: [],
      conditions: [{ type: 'Ready', status: 'False', reason: 'SecretNotFound', message: failure.message }, {}, {}],
    });
  });

  test('is missed where nothing is recorded of it, and keeps no finalizer there', () => {
    const found = observed({
      resource: resource({ data: [], dataFrom: { include: ['*'] } }, { metadata: finalized }),
      source: missingFor(),
    });
    const verdict = judge({ observed: found, plan: decide(found), outcomes: new Map() }, clock);
    expect(verdict.status.conditions?.[0]).toMatchObject({ status: 'False', reason: 'SecretNotFound' });
    expect(verdict.finalizer).toBe('Remove');
  });

  test('takes nothing with it that is a copy', () => {
    const data = [
      { name: 'KEY', key: 'key' },
      { name: 'a', copyOf: 'X' },
    ];
    expect(pass({ data }, missingFor(0)).steps).toEqual(['Keep a', 'Delete KEY']);
  });

  test('takes nothing with it that cannot be read, or is of a kind that is refused', () => {
    expect(pass(everyKey, missingFor()).steps).toEqual(['Hold KEY', 'Hold a']);
  });

  test('says nothing about a resource that is being deleted', () => {
    const { steps, verdict } = pass(everyKey, missingFor(0), deleting);
    expect(steps.toSorted()).toEqual(['Delete KEY', 'Delete a']);
    expect(verdict.finalizer).toBe('Remove');
  });
});
