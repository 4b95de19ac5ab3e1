import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { EventAllowance } from '../../src/sync/event-allowance.ts';
import { recordEvents } from '../../src/sync/record-events.ts';
import { startLoopbackCluster, thing } from '../kube/loopback-cluster.ts';
import { parseKubeObject } from '../../src/kube/kube-object.ts';
import { respondJson } from '../support/fault-server.ts';
import { ManualClock } from '../support/manual-clock.ts';

const fiveMinutes = 5 * 60_000;

function allowance() {
  const clock = new ManualClock();
  const events = new EventAllowance(clock);
  /** How many of so many are taken. */
  const takenOf = (count: number, object = 'shop/app'): number =>
    Array.from({ length: count }, () => events.take(object)).filter(Boolean).length;
  return { clock, takenOf };
}

describe('the Events about one object', () => {
  test('are twenty-five at once, and one more every five minutes', () => {
    const { clock, takenOf } = allowance();
    expect(takenOf(100)).toBe(25);
    clock.advance(fiveMinutes - 1);
    expect(takenOf(10)).toBe(0);
    clock.advance(1);
    expect(takenOf(10)).toBe(1);
    clock.advance(100 * fiveMinutes);
    expect(takenOf(100)).toBe(25);
  });

  test('take none from those about another', () => {
    const { takenOf } = allowance();
    takenOf(100);
    expect(takenOf(1, 'shop/other')).toBe(1);
  });

  test('are counted for four thousand objects, those told of last', () => {
    const { takenOf } = allowance();
    takenOf(25);
    for (let other = 0; other < 4_095; other += 1) takenOf(1, `shop/${other}`);
    expect(takenOf(1)).toBe(0);
    for (let other = 0; other < 4_096; other += 1) takenOf(1, `shop/${other}`);
    expect(takenOf(1)).toBe(1);
  });
});

test('a resource that turns good and bad all the time makes no more Events than are allowed', async () => {
  const { connection, seen } = await startLoopbackCluster((_, response) => respondJson(response, 201, {}));
  const regarding = parseKubeObject(thing('app', 1));
  if (regarding === undefined) throw new Error('it is an object');
  const context = {
    kube: connection,
    log: pino({ enabled: false }),
    eventAllowance: new EventAllowance(new ManualClock()),
  };
  const { signal } = new AbortController();
  for (let turn = 0; turn < 20; turn += 1) {
    const events = [
      { type: 'Warning', reason: 'KeyMissing', note: 'Cannot push' },
      { type: 'Normal', reason: 'Synced', note: 'All is pushed' },
    ] as const;
    await recordEvents(context, { regarding, events }, { signal });
  }
  expect(seen).toHaveLength(25);
});
