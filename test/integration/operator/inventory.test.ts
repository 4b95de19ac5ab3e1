import { expect, test } from 'vitest';
import type { Inventory } from '../../../src/sync/take-inventory.ts';
import { inventory } from '../../support/inventory-command.ts';
import { accountId, credentialSecret, store, storeName } from '../../support/sample-objects.ts';
import { startSynced } from './synced.ts';

test('the inventory says whose each secret is, beside a running operator, by two calls and without a value', async () => {
  const scenario = await startSynced({ values: { key: 'canary-value' } });
  await scenario.admin.seed(accountId, storeName, [
    { name: 'LEFT', value: 'canary-left', comment: `[k8s test ${scenario.namespace}/gone]` },
    { name: 'STRAY', value: 'canary-stray', comment: `[k8s test ${scenario.namespace}/app]` },
    { name: 'ELSEWHERE', value: 'canary-other', comment: '[k8s prod-us shop/app]' },
    { name: 'BY_HAND', value: 'canary-hand' },
  ]);
  await scenario.clearCalls();
  const name = `SecretsStore/${scenario.namespace}/default`;
  const { exitCode, stdout, stderr } = await inventory(scenario, '--store', name, '--output', 'json');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const { stores, failures } = JSON.parse(stdout) as Inventory;
  expect(failures).toEqual([]);
  expect(stores).toMatchObject([{ store: name, storeName, accountId, quota: { limit: 100, used: 5 } }]);
  expect(stores[0]?.secrets.map((one) => [one.name, one.holder, one.resource])).toEqual([
    ['KEY', 'Ours', `${scenario.namespace}/app`],
    ['STRAY', 'Unrecorded', `${scenario.namespace}/app`],
    ['LEFT', 'Orphaned', `${scenario.namespace}/gone`],
    ['ELSEWHERE', 'OtherCluster', 'prod-us shop/app'],
    ['BY_HAND', 'Unmarked', undefined],
  ]);
  // What is seeded is an hour old.
  const halfHours = stores[0]?.secrets.map(({ ageSeconds = NaN }) => Math.floor(ageSeconds / 1_800));
  expect(halfHours).toEqual([0, 2, 2, 2, 2]);
  expect(await scenario.calls()).toEqual({ 'quota.get': 1, 'secrets.list': 1 });

  const table = await inventory(scenario, '--store', name);
  expect(table.stdout).toMatch(/^LEFT +Orphaned +test-\w+\/gone +workers +active +6\dm$/m);
  expect(`${stdout}${table.stdout}`).not.toContain('canary');
});

test('a store that cannot be read is said with its reason, the others are told, and the exit code is 1', async () => {
  const scenario = await startSynced();
  await scenario.apply(store({ auth: { apiToken: { secretRef: { name: 'none', key: 'token' } } } }, 'broken'));
  const [good, broken, none] = ['default', 'broken', 'none'].map(
    (name) => `SecretsStore/${scenario.namespace}/${name}`,
  );
  const { exitCode, stdout } = await inventory(
    scenario,
    '--store',
    `${good}`,
    '--store',
    `${broken}`,
    '--store',
    `${none}`,
  );
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^KEY +Ours/m);
  expect(stdout).toContain(`${broken}: CredentialNotFound: Cannot reach Cloudflare: Secret "none"`);
  expect(stdout).toContain(`${none}: StoreNotFound: There is no ${none} in the cluster`);
  // It is only read: a token that may do no more is enough.
  await scenario.admin.settings({
    accounts: [{ id: accountId, addTokens: [{ token: 'reader', permission: 'read' }] }],
  });
  await scenario.apply(credentialSecret('reader'));
  expect((await inventory(scenario, '--store', `${good}`)).exitCode).toBe(0);
});
