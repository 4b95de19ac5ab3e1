import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { numbered, prepareMany } from './many-resources.ts';

test('a thousand that fail together, five times as many as may be under way, come back more and more seldom', async () => {
  const all = numbered(1_000);
  const scenario = await prepareMany(all, { account: { secretsQuota: all.length } });
  await scenario.admin.inject({ operation: 'secrets.create', action: { kind: 'status', status: 502 } });
  await scenario.restartOperator();
  // Waits of 1, 2, 4 and 8 seconds are over by then, and those of 16 or 32 seconds have begun.
  await sleep(25_000);
  await scenario.clearCalls();
  await sleep(5_000);
  const reads = Object.entries(await scenario.kubeRequests())
    .filter(([what]) => what.startsWith('get secrets app'))
    .reduce((sum, [, count]) => sum + count, 0);
  expect(reads).toBeLessThan(all.length);
  await scenario.admin.clearFaults();
});
