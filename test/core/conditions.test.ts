import { describe, expect, test } from 'vitest';
import type { Condition } from '../../src/api/resources.ts';
import { conditionsFor, graceMs, type Situation } from '../../src/core/conditions.ts';
import { retryable, terminal, waiting } from '../../src/core/sync-failure.ts';
import { at, nowMs } from './builders.ts';

const ready: Situation = { kind: 'Ready', reason: 'Synced', message: 'all there' };
const activating: Situation = { kind: 'Progressing', reason: 'Activating', message: 'soon', ready: 'Unknown' };
const failing = (reason: 'CloudflareUnavailable' | 'RateLimited' = 'CloudflareUnavailable'): Situation => ({
  kind: 'Failing',
  failure: retryable(reason, 'down'),
});
const notFound: Situation = { kind: 'Failing', failure: waiting('SecretNotFound', 'missing') };
const refused: Situation = { kind: 'Failing', failure: terminal('CredentialRefused', 'refused') };
const suspended: Situation = { kind: 'Suspended', message: 'suspended' };

interface Sight {
  readonly situation: Situation;
  readonly afterMs: number;
  readonly generation?: number;
}

/** The conditions after each of these sights in a row, and what is left of the grace. */
function after(...sights: readonly (Situation | Sight)[]): ReturnType<typeof conditionsFor> {
  let result: ReturnType<typeof conditionsFor> = { conditions: [] };
  for (const sight of sights) {
    const { situation, afterMs, generation = 1 } = 'situation' in sight ? sight : { situation: sight, afterMs: 0 };
    result = conditionsFor(situation, { previous: result.conditions, generation, nowMs: nowMs + afterMs });
  }
  return result;
}

const find = ({ conditions }: { conditions: readonly Condition[] }, type: string): Condition | undefined =>
  conditions.find((condition) => condition.type === type);
const shown = (result: ReturnType<typeof conditionsFor>) =>
  ['Ready', 'Reconciling', 'Stalled'].map((type) => find(result, type)?.status).join(' ');

const later = (situation: Situation, afterMs: number, generation = 1): Sight => ({ situation, afterMs, generation });

describe('Ready, Reconciling and Stalled', () => {
  const rows: readonly (readonly [string, readonly (Situation | Sight)[], string])[] = [
    ['first seen, working', [activating], 'Unknown True False'],
    ['synced and active', [ready], 'True False False'],
    ['retryable inside the grace', [failing()], 'False True False'],
    ['waiting inside the grace', [notFound], 'False True False'],
    ['waiting for its turn inside the grace', [failing('RateLimited')], 'Unknown True False'],
    ['waiting for its turn, and ready before', [ready, failing('RateLimited')], 'Unknown True False'],
    [
      'waiting for its turn past the grace',
      [failing('RateLimited'), later(failing('RateLimited'), graceMs)],
      'False False True',
    ],
    ['waiting for its turn when it was stalled', [refused, failing('RateLimited')], 'False False True'],
    ['retryable past the grace', [failing(), later(failing(), graceMs)], 'False False True'],
    ['waiting past the grace', [notFound, later(notFound, graceMs)], 'False False True'],
    ['activating past the grace', [activating, later(activating, graceMs)], 'Unknown False True'],
    ['terminal', [refused], 'False False True'],
    ['terminal after it was ready', [ready, refused], 'False False True'],
    ['suspended at first sight', [suspended], 'Unknown False False'],
    ['suspended when it was ready', [ready, suspended], 'True False False'],
    ['suspended when it had failed', [refused, suspended], 'False False False'],
    ['suspended while it is being deleted', [ready, { ...suspended, isGoing: true }], 'False False False'],
    ['ready again after it was stalled', [refused, ready], 'True False False'],
  ];

  test.each(rows)('%s', (_situation, sights, expected) => {
    expect(shown(after(...sights))).toBe(expected);
  });

  test('give the reason and the message of the failure', () => {
    expect(find(after(refused), 'Ready')).toMatchObject({ reason: 'CredentialRefused', message: 'refused' });
    expect(find(after(refused), 'Stalled')).toMatchObject({ reason: 'CredentialRefused', message: 'refused' });
  });

  test('are each complete, of this generation and with a time to the second', () => {
    const { conditions } = after(later(ready, 1234, 7));
    for (const condition of conditions) {
      expect(condition).toMatchObject({ observedGeneration: 7, lastTransitionTime: '2026-11-24T12:00:01Z' });
      expect(condition.reason).toMatch(/^[A-Za-z]+$/);
    }
  });

  test('leave Ready unchanged while suspended, reason and time included', () => {
    const before = find(after(later(refused, 0)), 'Ready');
    expect(find(after(refused, later(suspended, 60_000)), 'Ready')).toEqual(before);
  });
});

describe('the grace', () => {
  test.each([
    ['goes on a moment before its end', graceMs - 1000, 'False True False'],
    ['is over at its end', graceMs, 'False False True'],
    ['is over after its end', graceMs + 1000, 'False False True'],
  ])('%s', (_name, afterMs, expected) => {
    expect(shown(after(failing(), later(failing(), afterMs)))).toBe(expected);
  });

  test('says how much of it is left, and nothing once it is over', () => {
    expect(after(failing(), later(failing(), 60_000)).graceLeftMs).toBe(graceMs - 60_000);
    expect(after(failing(), later(failing(), graceMs)).graceLeftMs).toBeUndefined();
    expect(after(refused).graceLeftMs).toBeUndefined();
    expect(after(ready).graceLeftMs).toBeUndefined();
  });

  test('is one for all that goes wrong in a row', () => {
    expect(shown(after(failing(), later(failing('RateLimited'), 200_000), later(notFound, graceMs)))).toBe(
      'False False True',
    );
  });

  test('does not begin again for a resource that stays stalled for the same reason', () => {
    const sights = [failing(), later(failing(), graceMs), later(failing(), graceMs + 1000)];
    expect(shown(after(...sights))).toBe('False False True');
  });

  test('begins again once it was ready', () => {
    expect(shown(after(failing(), later(ready, 200_000), later(failing(), graceMs)))).toBe('False True False');
  });

  test('begins again with a new generation, stalled or not', () => {
    expect(shown(after(failing(), later(failing(), graceMs, 2)))).toBe('False True False');
    expect(after(failing(), later(failing(), 200_000, 2)).graceLeftMs).toBe(graceMs);
    const stalled = [failing(), later(failing(), graceMs)];
    expect(shown(after(...stalled, later(failing(), graceMs + 1000, 2)))).toBe('False True False');
  });
});

const timesOf = (...sights: readonly (Situation | Sight)[]) =>
  after(...sights).conditions.map(({ lastTransitionTime }) => lastTransitionTime);

describe('lastTransitionTime', () => {
  test('stays while the status stays, though reason and message change', () => {
    expect(timesOf(failing(), later(notFound, 60_000))).toEqual([at(0), at(0), at(0)]);
  });

  test('moves where the status moves, and there alone', () => {
    expect(timesOf(refused, later(ready, 60_000))).toEqual([at(60_000), at(0), at(60_000)]);
  });

  test('stays with a new generation where the status stays', () => {
    expect(timesOf(ready, later(ready, 60_000, 2))).toEqual([at(0), at(0), at(0)]);
    expect(timesOf(refused, later(refused, 60_000, 2))).toEqual([at(0), at(0), at(0)]);
  });

  test('of Reconciling says when the grace began, so it moves with a new generation', () => {
    expect(timesOf(failing(), later(failing(), 60_000, 2))).toEqual([at(0), at(60_000), at(0)]);
  });
});
