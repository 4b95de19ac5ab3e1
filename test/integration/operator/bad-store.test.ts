import { expect, test } from 'vitest';
import { startScenario } from '../../support/operator-harness.ts';
import { accountId, credentialSecret, resource, sourceSecret, store, storeName } from '../../support/sample-objects.ts';
import { otherClient } from './other-client.ts';
import { resync } from './synced.ts';

const app = [sourceSecret({ key: 'value' }), resource()] as const;

test('a store that does not exist is waited for, and its arrival is enough', async () => {
  const scenario = await startScenario();
  await scenario.apply(credentialSecret(), ...app);
  const { status } = await scenario.untilFailing('StoreNotFound');
  expect(status?.conditions).toMatchObject([
    { message: 'SecretsStore "default" does not exist; create it, or correct storeRef' },
    { type: 'Reconciling', status: 'True' },
    { type: 'Stalled', status: 'False' },
  ]);
  await scenario.apply(store());
  await scenario.untilReady();
});

test('a credential that does not exist is waited for, and its arrival is enough', async () => {
  const scenario = await startScenario();
  await scenario.apply(store(), ...app);
  const found = await scenario.untilStore({ status: 'False', reason: 'CredentialNotFound' });
  expect(found.status?.conditions?.[0]?.message).toMatch(/Secret "cloudflare" in namespace ".*" does not exist; put/);
  const { status } = await scenario.untilFailing('StoreNotReady');
  expect(status?.conditions?.[0]?.message).toMatch(/SecretsStore "default" cannot be used \(CredentialNotFound\)/);
  await scenario.apply(credentialSecret());
  await scenario.untilReady();
});

test('a token that Cloudflare refuses is said of the store, and another one is tried at once', async () => {
  const scenario = await startScenario();
  await scenario.apply(credentialSecret('wrong-token'), store(), ...app);
  const found = await scenario.untilStore({ status: 'False', reason: 'CredentialRefused' });
  expect(found.status?.conditions).toMatchObject([
    {
      message: expect.stringMatching(
        /Cannot verify the credential: Cloudflare refuses.*put a valid one.*where the store has it from/,
      ),
    },
    { type: 'Reconciling', status: 'False' },
    { type: 'Stalled', status: 'True' },
  ]);
  expect(found.status?.credential?.status).toBe('Refused');
  await scenario.untilFailing('StoreNotReady');
  await scenario.apply(credentialSecret());
  await scenario.untilReady();
  const good = await scenario.untilStore({ status: 'True', reason: 'StoreReady' });
  expect(good.status?.credential?.status).toBe('Active');
});

test('a token that may only read is said with the permission that it lacks, and is not tried again and again', async () => {
  const scenario = await startScenario({
    operator: 'Later',
    account: { tokens: [{ token: 'reader', permission: 'read' }, 'writer'] },
  });
  await scenario.apply(credentialSecret('reader'), store(), ...app);
  await scenario.restartOperator();
  // Cloudflare says so in the same words as of a token that it does not know at all.
  const { status } = await scenario.untilFailing('CredentialRefused');
  expect(status?.conditions?.[0]?.message).toMatch(/create secret "KEY".*Account > Secrets Store > Edit/);
  // That reads go on shows what it is.
  const found = await scenario.untilStore({ status: 'False', reason: 'PermissionDenied' });
  expect(found.status?.conditions?.[0]?.message).toMatch(
    /Cannot write to store.*may read it.*permission Account > Secrets Store > Edit/,
  );
  await scenario.nudgeStore('SecretsStore', 'default');
  expect(await scenario.calls()).toEqual({
    'tokens.verifyUser': 1,
    'secrets.create': 1,
    // The store is looked at once more, in case that it was the store that refused.
    'stores.list': 2,
    'quota.get': 2,
    'secrets.list': 2,
  });

  // A resync tries once more, and changes nothing that was said of the store.
  await scenario.clearCalls();
  await resync(scenario);
  await scenario.eventually(async () => (await scenario.calls())['stores.list'] === 2, {
    until: 'the store is looked at after the second refusal',
  });
  await scenario.untilStore({ status: 'False', reason: 'PermissionDenied' });
  expect((await scenario.calls())['secrets.create']).toBe(1);

  await scenario.apply(credentialSecret('writer'));
  await scenario.untilReady();
  await scenario.untilStore({ status: 'True', reason: 'StoreReady' });
});

test('a token that is given its missing permission is found out by the next write', async () => {
  const scenario = await startScenario({ account: { tokens: [{ token: 'reader', permission: 'read' }] } });
  await scenario.apply(credentialSecret('reader'), store(), ...app);
  await scenario.untilStore({ status: 'False', reason: 'PermissionDenied' });
  await scenario.admin.settings({ accounts: [{ id: accountId, addTokens: ['reader'] }] });
  await resync(scenario);
  await scenario.untilReady();
  await scenario.untilStore({ status: 'True', reason: 'StoreReady' });
});

test('a token that comes to its end is said of its store, and warned of once', async () => {
  const days = 24 * 60 * 60_000;
  const expiresOn = new Date(Date.now() + 3 * days).toISOString();
  const scenario = await startScenario({ account: { tokens: [{ token: 'short', expiresOn }] } });
  await scenario.apply(credentialSecret('short'), store(), ...app);
  await scenario.untilReady();
  const { status } = await scenario.untilStore({ status: 'True', reason: 'StoreReady' });
  expect(status?.credential).toMatchObject({ status: 'Expiring', expiryTime: expiresOn });
  expect(status?.conditions?.[0]?.message).toContain(`its API token expires at ${expiresOn}`);
  await scenario.restartOperator();
  await scenario.nudgeStore('SecretsStore', 'default');
  const events = (await scenario.list('Event')).filter(({ reason }) => reason === 'CredentialExpiring');
  expect(events).toMatchObject([{ type: 'Warning', regarding: { kind: 'SecretsStore' } }]);
});

test('a credential that is revoked while it is in use is found out by the next write', async () => {
  const scenario = await startScenario({ account: { tokens: ['sample-token', 'second-token'] } });
  await scenario.apply(credentialSecret(), store(), ...app);
  await scenario.untilReady();
  await scenario.admin.settings({ accounts: [{ id: accountId, revokeTokens: ['sample-token'] }] });
  await scenario.apply(sourceSecret({ key: 'second' }));
  await scenario.untilStore({ status: 'False', reason: 'CredentialRefused' });
  expect((await scenario.remote())['KEY']?.value).toBe('value');
  await scenario.apply(credentialSecret('second-token'));
  await scenario.eventually(async () => (await scenario.remote())['KEY']?.value === 'second', {
    until: 'it is pushed',
  });
  await scenario.untilReady();
});

test('a store that the account does not have is said with those that it has', async () => {
  const scenario = await startScenario();
  await scenario.apply(credentialSecret(), store({ store: { name: 'nope' } }), ...app);
  const found = await scenario.untilStore({ status: 'False', reason: 'RemoteStoreNotFound' });
  expect(found.status?.conditions?.[0]?.message).toMatch(
    new RegExp(`store "nope" in the account: it has "${storeName}" \\([0-9a-f]{32}\\); .*correct spec.store`),
  );
  await scenario.untilFailing('StoreNotReady');
  await scenario.apply(store({ store: { name: storeName } }));
  await scenario.untilReady();
});

test('an account of several stores wants one to be chosen', async () => {
  const scenario = await startScenario({ account: { stores: ['one', 'two'], storesQuota: 2 } });
  await scenario.apply(credentialSecret(), store(), ...app);
  const found = await scenario.untilStore({ status: 'False', reason: 'AmbiguousStore' });
  expect(found.status?.conditions?.[0]?.message).toMatch(
    /it has "one" \([0-9a-f]{32}\), "two" \([0-9a-f]{32}\); say which by spec\.store/,
  );
  expect(await scenario.calls()).not.toHaveProperty('secrets.list');
});

test('an account that is full holds what has no place, until one of ours goes', async () => {
  const scenario = await startScenario({ account: { secretsQuota: 2 } });
  await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'value' }), resource({}, 'first'));
  await scenario.untilReady('first');
  const two = {
    data: [
      { name: 'A', key: 'key' },
      { name: 'B', key: 'key' },
    ],
  };
  await scenario.apply(resource(two, 'second'));
  const { status } = await scenario.untilFailing('QuotaExceeded', 'second');
  expect(status?.conditions?.[0]?.message).toMatch(
    /"B".*of the account's 2 places 2 are used and 0 reserved, and this resource wants 1 more; delete/,
  );
  await scenario.eventually(async () => (await scenario.remote())['A'], { until: 'what has a place is there' });
  // Nothing is sent that Cloudflare would only refuse.
  expect((await scenario.callLog()).filter((call) => call.status !== 200)).toEqual([]);
  await scenario.remove('SecretsStoreSecret', 'first');
  await scenario.untilReady('second');
  expect(Object.keys(await scenario.remote())).toEqual(['A', 'B']);
});

test('a place that somebody else frees is found at the next resync', async () => {
  const scenario = await startScenario({ account: { secretsQuota: 1 } });
  await scenario.admin.seed(accountId, storeName, [{ name: 'FOREIGN', value: 'theirs' }]);
  await scenario.apply(credentialSecret(), store(), ...app);
  await scenario.untilFailing('QuotaExceeded');
  await otherClient(scenario).remove('FOREIGN');
  await resync(scenario);
  await scenario.untilReady();
});
