import { expect, test } from 'vitest';
import type { LoggedCall } from '../../../src/emulator/call-log.ts';
import type { Scenario } from '../../support/operator-harness.ts';
import { accountId, sourceSecret, token } from '../../support/sample-objects.ts';
import { keyNameOf, numbered, oneOfMany, startMany, untilAllReady } from './many-resources.ts';

const windowSeconds = 5;
const sixty = numbered(60);

const limitedTo = (requests: number) => ({ emulator: { rateLimit: { requests, windowSeconds } } });

const changeAll = async (scenario: Scenario, names: readonly string[]): Promise<unknown> =>
  Promise.all(names.map(async (name) => scenario.apply(sourceSecret({ key: `changed ${name}` }, name))));

async function untilAllChanged(scenario: Scenario, names: readonly string[]): Promise<void> {
  const isChanged = async (): Promise<boolean> => {
    const remote = await scenario.remote();
    return names.every((name) => remote[keyNameOf(name)]?.value === `changed ${name}`);
  };
  await scenario.eventually(isChanged, { until: 'all of them are changed', timeoutMs: 50_000 });
  await untilAllReady(scenario, names);
}

/** Somebody else's tool, with the same token: it asks for the store by its id, as the operator never does. */
async function otherTool({ admin, baseUrl }: Scenario) {
  const [store] = await admin.stores(accountId);
  const url = `${baseUrl}/accounts/${accountId}/secrets_store/stores/${store?.id ?? ''}`;
  /** Resolves to the status of each of so many calls. */
  return async (count: number): Promise<readonly number[]> => {
    const statuses: number[] = [];
    for (let call = 0; call < count; call += 1) {
      statuses.push((await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status);
    }
    return statuses;
  };
}

const ofOperator = (calls: readonly LoggedCall[]): readonly LoggedCall[] =>
  calls.filter(({ operation }) => operation !== 'stores.get');

const refused = async (scenario: Scenario): Promise<readonly LoggedCall[]> =>
  ofOperator(await scenario.callLog()).filter(({ status }) => status === 429);

/** An Event tells of every resource that has stopped to be Ready. */
const expectNoTrouble = async (scenario: Scenario): Promise<void> =>
  expect((await scenario.list('Event')).filter(({ type }) => type === 'Warning')).toEqual([]);

test('an operator that is alone never provokes a 429, and all is done in the end', async () => {
  const scenario = await startMany(sixty, limitedTo(30));
  await changeAll(scenario, sixty);
  await untilAllChanged(scenario, sixty);
  expect(await refused(scenario)).toEqual([]);
  await expectNoTrouble(scenario);
});

test('nothing is sent from a 429 to the end of its window, and all goes on by itself', async () => {
  const scenario = await startMany(sixty, limitedTo(60));
  const call = await otherTool(scenario);
  await scenario.eventually(async () => (await call(20)).includes(429), { until: 'the other tool has gone too far' });
  const blockedUntilMs = Date.now() + windowSeconds * 1000;
  await scenario.clearCalls();
  const [first = '', ...others] = sixty;
  await changeAll(scenario, [first]);
  await scenario.eventually(async () => (await refused(scenario)).length === 1, { until: 'the operator is refused' });
  await changeAll(scenario, others);
  await untilAllChanged(scenario, sixty);
  const calls = ofOperator(await scenario.callLog());
  // The window began before `blockedUntilMs` was set down.
  const second = Date.parse(calls[1]?.at ?? '');
  expect(calls.slice(0, 2)).toMatchObject([{ status: 429 }, { status: 200 }]);
  expect(second).toBeGreaterThanOrEqual(blockedUntilMs - 1_000);
  expect(await refused(scenario)).toHaveLength(1);
  await expectNoTrouble(scenario);
});

test('what another tool has used of the same budget counts, and its own part is left to it', async () => {
  const scenario = await startMany(sixty, limitedTo(100));
  const call = await otherTool(scenario);
  await scenario.clearCalls();
  expect(await call(75)).not.toContain(429);
  const [first = '', ...others] = sixty;
  // The answer to this one tells the operator what is left: five more are ours.
  await changeAll(scenario, [first]);
  await untilAllChanged(scenario, [first]);
  await changeAll(scenario, others);
  await scenario.eventually(async () => ofOperator(await scenario.callLog()).length >= 4, {
    until: 'the operator has begun',
  });
  expect(await call(10)).not.toContain(429);
  await untilAllChanged(scenario, sixty);
  expect(await refused(scenario)).toEqual([]);
  await expectNoTrouble(scenario);
});

test("a user's change goes before what a start has found, where there is not enough for both", async () => {
  const scenario = await startMany([...sixty, 'app-60'], limitedTo(30));
  await scenario.stopOperator();
  await changeAll(scenario, sixty);
  await scenario.restartOperator();
  const edits = async (): Promise<readonly LoggedCall[]> =>
    (await scenario.callLog()).filter(({ operation }) => operation === 'secrets.edit');
  await scenario.eventually(async () => (await edits()).length >= 5, { until: 'the operator has begun' });
  const { id = '' } = (await scenario.remote())[keyNameOf('app-60')] ?? {};
  await scenario.apply(...oneOfMany('app-60', {}, 'changed app-60'));
  await untilAllChanged(scenario, [...sixty, 'app-60']);
  const place = (await edits()).findIndex(({ path }) => path.endsWith(id));
  expect(place).toBeLessThan(45);
  expect(await refused(scenario)).toEqual([]);
});
