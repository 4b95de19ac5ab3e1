import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { StoreWriter } from '../../src/cloudflare/store-writer.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import type { Lane } from '../../src/runtime/lane.ts';
import { newSecret, startStore } from './emulated-store.ts';
import { change } from './test-edge.ts';

const cases: readonly (readonly [lane: Lane, gathers: Lane, waits: 'waits' | 'does not wait'])[] = [
  ['Change', 'Change', 'waits'],
  ['Resync', 'Change', 'waits'],
  ['Resync', 'Resync', 'waits'],
  // Of these there may be thousands, one after the other.
  ['Change', 'Resync', 'does not wait'],
];

test.each(cases)(
  'a %s that has to create, while a %s finds out what to write, %s for it',
  async (lane, gathers, waits) => {
    const store = await startStore();
    const writer = new StoreWriter(store, { clock: systemClock, signal: change.signal, maxBatchSize: 100 });
    const endGathering = writer.gather(gathers);
    const created = writer.create([newSecret('KEY')], lane);
    await Promise.race([created, sleep(500)]);
    expect(Object.keys(await store.stored())).toEqual(waits === 'waits' ? [] : ['KEY']);
    endGathering();
    await created;
    expect(Object.keys(await store.stored())).toEqual(['KEY']);
  },
);
