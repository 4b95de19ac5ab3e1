import { expect, test } from 'vitest';
import { systemClock } from '../../../src/runtime/clock.ts';
import { type Scenario } from '../../support/operator-harness.ts';
import { sourceSecret, store } from '../../support/sample-objects.ts';
import { startSynced, untilRateLimited } from './synced.ts';

const untilSecond = async (scenario: Scenario): Promise<void> => {
  await scenario.eventually(async () => (await scenario.remote())['KEY']?.value === 'second', {
    until: 'KEY is changed',
    timeoutMs: 90_000,
  });
  await scenario.untilReady();
};

const edits = async (scenario: Scenario) =>
  (await scenario.callLog()).filter(({ operation }) => operation === 'secrets.edit');

/** To wait for one's turn is no trouble. */
const warnings = async (scenario: Scenario) =>
  (await scenario.list('Event')).filter(({ type, reason }) => type === 'Warning' && reason === 'RateLimited');

/** The system's, of which a test makes five minutes pass. */
function hurriedClock() {
  let aheadMs = 0;
  return {
    clock: { ...systemClock, nowMs: () => systemClock.nowMs() + aheadMs },
    pass: (ms: number): void => void (aheadMs += ms),
  };
}

test('after a 429 that does not say for how long, nothing is sent for five minutes, the resource says so, and all goes on', async () => {
  const { clock, pass } = hurriedClock();
  const scenario = await startSynced({ api: { clock } });
  await scenario.admin.inject({ operation: 'secrets.edit', nth: 1, action: { kind: 'status', status: 429 } });
  await scenario.apply(sourceSecret({ key: 'second' }));
  await untilRateLimited(scenario);
  await scenario.nudge('app');
  // Who has less than 10 s to wait does so in the budget, and is not sent away.
  pass(5 * 60_000 - 20_000);
  await scenario.nudge('app');
  expect(await scenario.calls()).toEqual({ 'secrets.edit': 1 });
  pass(20_000);
  await scenario.nudge('app');
  await untilSecond(scenario);
  expect((await edits(scenario)).map(({ status }) => status)).toEqual([429, 200]);
  expect(await warnings(scenario)).toEqual([]);
});

test('a 429 that says for how long by its Ratelimit header alone is waited for as long', async () => {
  const scenario = await startSynced();
  const headers = { Ratelimit: '"default";r=0;t=2' };
  await scenario.admin.inject({ operation: 'secrets.edit', nth: 1, action: { kind: 'status', status: 429, headers } });
  await scenario.apply(sourceSecret({ key: 'second' }));
  await untilRateLimited(scenario);
  await untilSecond(scenario);
  const [refused, accepted] = (await edits(scenario)).map(({ at }) => Date.parse(at));
  expect((accepted ?? 0) - (refused ?? 0)).toBeGreaterThanOrEqual(2_000);
});

test('ten refusals in a row are ten calls, each after its wait, and all goes on by itself', async () => {
  const scenario = await startSynced();
  await scenario.apply(store({ resyncPeriodSeconds: 5 }));
  await scenario.settle();
  await scenario.clearCalls();
  const action = { kind: 'rateLimited', retryAfterSeconds: 1 } as const;
  await scenario.admin.inject({ operation: '*', times: 10, action });
  await scenario.apply(sourceSecret({ key: 'second' }));
  await untilRateLimited(scenario);
  await untilSecond(scenario);
  const log = await scenario.callLog();
  const refused = log.filter(({ status }) => status === 429);
  const waits = refused.slice(1).map(({ at }, index) => Date.parse(at) - Date.parse(refused[index]?.at ?? ''));
  expect(refused).toHaveLength(10);
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(1_000);
  expect((await edits(scenario)).filter(({ status }) => status === 200)).toHaveLength(1);
  expect(await warnings(scenario)).toEqual([]);
}, 150_000);
