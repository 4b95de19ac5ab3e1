import { expect, test } from 'vitest';
import { deletedStatus } from '../../support/emulator-behaviour.ts';
import { startScenario } from '../../support/operator-harness.ts';
import { credentialSecret, resource, sourceSecret, store } from '../../support/sample-objects.ts';
import { startSynced } from './synced.ts';

const named = (...names: readonly string[]) => ({ data: names.map((name) => ({ name, key: name.toLowerCase() })) });
const values = { a: 'one', b: 'two', c: 'three', d: 'four' };

test('the last places of the account stay free where the store reserves them, and its status has the numbers', async () => {
  const scenario = await startScenario({ account: { secretsQuota: 4 } });
  await scenario.apply(credentialSecret(), store({ quotaReserve: 2 }), sourceSecret(values));
  await scenario.apply(resource(named('A', 'B', 'C')));
  const { status } = await scenario.untilFailing('QuotaExceeded');
  expect(status?.conditions?.[0]?.message).toMatch(
    /"C".*of the account's 4 places 2 are used and 2 reserved, and this resource wants 1 more; .*lower quotaReserve/,
  );
  expect(Object.keys(await scenario.remote()).toSorted()).toEqual(['A', 'B']);
  await scenario.settle();
  const found = await scenario.read('SecretsStore', 'default');
  expect(found?.status?.quota).toEqual({ limit: 4, used: 2, reserved: 2 });
  // Nothing is sent that Cloudflare would only refuse.
  expect((await scenario.callLog()).filter((call) => call.status !== 200)).toEqual([]);

  await scenario.clearCalls();
  await scenario.nudge('app');
  expect(await scenario.kubeRequests()).not.toHaveProperty('patch secretsstoresecrets/status');

  await scenario.patch('SecretsStore', 'default', { spec: { quotaReserve: 1 } });
  await scenario.untilReady();
});

test('in a full account what is no longer wanted goes first, where that makes room for what is', async () => {
  const scenario = await startSynced({ values, spec: named('A', 'B'), account: { secretsQuota: 2 } });
  await scenario.apply(resource(named('A', 'C')));
  await scenario.untilReady();
  expect(Object.keys(await scenario.remote()).toSorted()).toEqual(['A', 'C']);
  const writes = (await scenario.callLog()).filter(({ method }) => method !== 'GET');
  expect(writes.map(({ operation, status }) => [operation, status])).toEqual([
    ['secrets.delete', deletedStatus],
    ['secrets.create', 200],
  ]);
});

test('in an account with room what is wanted comes first', async () => {
  const scenario = await startSynced({ values, spec: named('A', 'B') });
  await scenario.apply(resource(named('A', 'C')));
  await scenario.untilReady();
  const writes = (await scenario.callLog()).filter(({ method }) => method !== 'GET');
  expect(writes.map(({ operation }) => operation)).toEqual(['secrets.create', 'secrets.delete']);
});

test('a deletion that was to make room and fails lets nothing be created, and both are tried again', async () => {
  const scenario = await startSynced({ values, spec: named('A', 'B'), account: { secretsQuota: 2 } });
  await scenario.admin.inject({ operation: 'secrets.delete', times: 1, action: { kind: 'status', status: 503 } });
  await scenario.apply(resource(named('A', 'C')));
  await scenario.untilReady();
  const writes = (await scenario.callLog()).filter(({ method }) => method !== 'GET');
  expect(writes.map(({ operation, status }) => [operation, status])).toEqual([
    ['secrets.delete', 503],
    ['secrets.delete', deletedStatus],
    ['secrets.create', 200],
  ]);
});

test('a name that another one replaces goes last also in a full account, and the other one follows at once', async () => {
  const scenario = await startSynced({ values, spec: named('A', 'B'), account: { secretsQuota: 2 } });
  await scenario.apply(resource({ data: [...named('A').data, { name: 'B2', key: 'b' }] }));
  await scenario.untilReady();
  expect(Object.keys(await scenario.remote()).toSorted()).toEqual(['A', 'B2']);
});
