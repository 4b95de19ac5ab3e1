import { expect, test } from 'vitest';
import { expected } from '../../support/emulator-behaviour.ts';
import { numbered, prepareMany, untilAllReady } from './many-resources.ts';

const thirty = numbered(30);

/** Listings in all: one to begin with, and those that look for what has become active. A lag puts that off. */
const cases = [
  { activationDelayMs: 0, lists: { default: 1, worstCase: 3 }, statusWrites: { default: 1, worstCase: 1 } },
  { activationDelayMs: 50, lists: { default: 3, worstCase: 6 }, statusWrites: { default: 1, worstCase: 1 } },
  { activationDelayMs: 1_000, lists: { default: 5, worstCase: 8 }, statusWrites: { default: 1, worstCase: 2 } },
  { activationDelayMs: 5_000, lists: { default: 8, worstCase: 10 }, statusWrites: { default: 2, worstCase: 2 } },
];

test.each(cases)(
  'thirty resources written together are awaited by few listings (active after $activationDelayMs ms)',
  async ({ activationDelayMs, lists, statusWrites }) => {
    const scenario = await prepareMany(thirty, { emulator: { activationDelayMs } });
    await scenario.restartOperator();
    await untilAllReady(scenario, thirty);
    const [calls, requests] = [await scenario.calls(), await scenario.kubeRequestLog()];
    expect(calls['secrets.list']).toBeLessThanOrEqual(expected(lists));
    const written = requests.filter(
      ({ verb, resource }) => `${verb} ${resource}` === 'patch secretsstoresecrets/status',
    );
    const most = Math.max(...thirty.map((name) => written.filter((request) => request.name === name).length));
    console.log(
      `Active after ${activationDelayMs} ms: ${calls['secrets.list']} listings, ${written.length} status writes`,
    );
    expect(most).toBeLessThanOrEqual(expected(statusWrites));
  },
);
