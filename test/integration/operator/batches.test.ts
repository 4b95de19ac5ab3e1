import { describe, expect, test } from 'vitest';
import { expected } from '../../support/emulator-behaviour.ts';
import { startScenario } from '../../support/operator-harness.ts';
import { accountId, credentialSecret, store } from '../../support/sample-objects.ts';
import { expectAllThere, keyNameOf, numbered, oneOfMany, prepareMany, untilAllReady } from './many-resources.ts';

const twenty = numbered(20);

test('one bad resource of twenty that are ready together fails for its own reason, and the others are Ready', async () => {
  const scenario = await prepareMany(twenty);
  await scenario.apply(...oneOfMany('app-7', { scopes: ['lambda'] }));
  await scenario.restartOperator();
  const { status } = await scenario.untilFailing('UnknownScope', 'app-7');
  const others = twenty.filter((name) => name !== 'app-7');
  await untilAllReady(scenario, others);
  expect(status?.entries).toMatchObject([{ name: 'KEY_7', state: 'Failed', reason: 'UnknownScope' }]);
  expect(Object.keys(await scenario.remote()).toSorted()).toEqual(others.map(keyNameOf).toSorted());
  // In halves, two for each, down to the one at fault.
  const { 'secrets.create': creates } = await scenario.calls();
  expect(creates).toBeLessThanOrEqual(expected({ default: 12, worstCase: 24 }));
});

describe.each(['before', 'after'] as const)('a POST for twenty resources whose answer is lost %s the work', (when) => {
  test.each([
    { kind: 'reset', when },
    { kind: 'status', status: 502, when },
  ] as const)('leaves each of them Ready, with one secret each ($kind)', async (action) => {
    const scenario = await prepareMany(twenty);
    await scenario.admin.inject({ operation: 'secrets.create', times: 1, action });
    await scenario.restartOperator();
    await untilAllReady(scenario, twenty);
    await expectAllThere(scenario, twenty);
    expect((await scenario.calls())['secrets.create']).toBeLessThanOrEqual(expected({ default: 5, worstCase: 20 }));
  });
});

test('ten resources for five places: five are created, five say QuotaExceeded, and a place that is freed is taken', async () => {
  const ten = numbered(10);
  const scenario = await startScenario({ operator: 'Later', account: { secretsQuota: 5 } });
  await scenario.apply(credentialSecret(), store());
  for (const name of ten) await scenario.apply(...oneOfMany(name));
  await scenario.restartOperator();
  const reasons = async (): Promise<readonly string[]> =>
    (await scenario.list('SecretsStoreSecret')).map(
      ({ status }) => status?.conditions?.find(({ type }) => type === 'Ready')?.reason ?? '',
    );
  const count = async (reason: string): Promise<number> => (await reasons()).filter((found) => found === reason).length;
  const untilSplit = async (synced: number, without: number): Promise<void> =>
    void (await scenario.eventually(
      async () => (await count('Synced')) === synced && (await count('QuotaExceeded')) === without,
      { until: `${synced} are Ready and ${without} have no place`, explain: async () => (await reasons()).join(', ') },
    ));
  await untilSplit(5, 5);
  expect(Object.keys(await scenario.remote())).toHaveLength(5);

  const ready = (await scenario.list('SecretsStoreSecret')).find(({ status }) => status?.synced === '1/1');
  await scenario.remove('SecretsStoreSecret', ready?.metadata.name ?? '');
  await untilSplit(5, 4);
  expect(Object.keys(await scenario.remote())).toHaveLength(5);

  await scenario.admin.settings({ accounts: [{ id: accountId, secretsQuota: 100 }] });
  expect((await scenario.callLog()).filter(({ status }) => (status ?? 0) >= 400)).toEqual([]);
});
