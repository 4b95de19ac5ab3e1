import { expect, test } from 'vitest';
import type { Fault } from '../../../src/emulator/faults.ts';
import type { Scenario } from '../../support/operator-harness.ts';
import { resource, sourceSecret } from '../../support/sample-objects.ts';
import { numbered, startMany } from './many-resources.ts';

const failing = numbered(20);

const maxBatchSize = 10;

/** Seven that hold 640 KiB each, in one request: while all are under way, their store has no room for another one (4 MiB). */
const large = numbered(7).map((_, n) => `large-${n}`);

const largeObjects = (name: string) => {
  const keys = Array.from({ length: maxBatchSize }, (_, n) => `key-${n}`);
  const data = keys.map((key) => ({ name: `${name}-${key}`, key }));
  return [
    sourceSecret(Object.fromEntries(keys.map((key) => [key, 'x'.repeat(65_536)])), name),
    resource({ secretRef: { name }, data, suspend: true }, name),
  ];
};

/** When Cloudflare refused each try of each one that fails. */
async function triesOf(scenario: Scenario): Promise<readonly (readonly number[])[]> {
  const edits = (await scenario.callLog()).filter(({ operation }) => operation === 'secrets.edit');
  return [...Map.groupBy(edits, ({ path }) => path).values()].map((calls) => calls.map(({ at }) => Date.parse(at)));
}

const untilTried = async (scenario: Scenario, times: number): Promise<void> =>
  void (await scenario.eventually(
    async () => {
      const tries = await triesOf(scenario);
      return tries.length === failing.length && tries.every(({ length }) => length >= times);
    },
    { until: `each is tried ${times} times`, timeoutMs: 40_000 },
  ));

/** What lies between each try and the next one, and how many failures it comes after. */
const gapsOf = (triesMs: readonly number[]) =>
  triesMs.slice(1).map((atMs, n) => ({ failures: n + 1, gapMs: atMs - (triesMs[n] ?? 0) }));

/** How long a resource waits after so many failures in a row; half as long at least. */
const waitMs = (failures: number): number => 1_000 * 2 ** (failures - 1);

test('resources that fail come back more and more seldom, though their store has no room for them for a while', async () => {
  const scenario = await startMany(failing, { settings: { maxBatchSize } });
  await scenario.apply(...large.flatMap(largeObjects));
  await scenario.admin.inject({ operation: 'secrets.edit', action: { kind: 'status', status: 502 } });
  await scenario.apply(...failing.map((name) => sourceSecret({ key: 'changed' }, name)));
  await untilTried(scenario, 3);

  // Longer than they wait after three failures, so that each of them finds no room once.
  const held: Fault = { operation: 'secrets.create', times: large.length, action: { kind: 'delay', ms: 8_000 } };
  await scenario.admin.inject(held);
  for (const name of large) await scenario.patch('SecretsStoreSecret', name, { spec: { suspend: false } });
  await scenario.eventually(async () => (await scenario.admin.faults()).some(({ fired }) => fired === held.times), {
    until: 'there is no room for another one',
  });
  // Each edit has it tried at once, and in vain: none of them may count once there is room.
  for (const edit of [1, 2, 3, 4, 5, 6, 7, 8]) await scenario.apply(sourceSecret({ key: `edit ${edit}` }, failing[0]));
  await untilTried(scenario, 5);

  const gaps = (await triesOf(scenario)).flatMap(gapsOf);
  expect(gaps.filter(({ failures, gapMs }) => gapMs < waitMs(failures) / 2)).toEqual([]);
  const deferred = gaps.filter(({ failures, gapMs }) => failures === 3 && gapMs > waitMs(failures));
  expect(deferred).not.toEqual([]);
});
