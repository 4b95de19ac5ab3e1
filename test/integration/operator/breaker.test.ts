import { expect, test } from 'vitest';
import type { Scenario } from '../../support/operator-harness.ts';
import { accountId, credentialSecret, sourceSecret, token } from '../../support/sample-objects.ts';
import { keyNameOf, numbered, startMany, untilAllReady } from './many-resources.ts';

const fifty = numbered(50);

/** Requests on their way at once: so many may be refused before the first refusal is known. */
const maxInFlight = 16;

/** Cloudflare refuses the token, and each of fifty resources has something to write. */
async function startRefused(): Promise<Scenario> {
  const scenario = await startMany(fifty);
  await scenario.admin.settings({ accounts: [{ id: accountId, revokeTokens: [token] }] });
  await Promise.all(fifty.map(async (name) => scenario.apply(sourceSecret({ key: `changed ${name}` }, name))));
  await untilAllFailing(scenario);
  return scenario;
}

/** Each says so itself: that its own write was refused, or that its store cannot be used. */
async function untilAllFailing(scenario: Scenario): Promise<void> {
  const reasons = async (): Promise<readonly (string | undefined)[]> =>
    (await scenario.list('SecretsStoreSecret')).map(
      ({ status }) => status?.conditions?.find(({ type, status: is }) => type === 'Ready' && is === 'False')?.reason,
    );
  const refused = new Set(['CredentialRefused', 'StoreNotReady']);
  await scenario.eventually(async () => (await reasons()).every((reason) => refused.has(reason ?? '')), {
    until: 'all of them say that the credential is refused',
    explain: async () => (await reasons()).join(', '),
  });
}

/** The next probe may be half a minute away where the machine was slow to tell of the refusals. */
async function untilAllChanged(scenario: Scenario): Promise<void> {
  await untilAllReady(scenario, fifty, 90_000);
  const remote = await scenario.remote();
  expect(fifty.map((name) => remote[keyNameOf(name)]?.value)).toEqual(fifty.map((name) => `changed ${name}`));
}

const refusals = async (scenario: Scenario): Promise<number> =>
  (await scenario.callLog()).filter(({ status }) => status === 401 || status === 403).length;

test('a refused token is refused a few times, not once for each resource, and a new one is used at once', async () => {
  const scenario = await startRefused();
  const store = await scenario.untilStore({ status: 'False', reason: 'CredentialRefused' });
  expect(store.status?.credential?.status).toBe('Refused');
  const probes = 8;
  expect(await refusals(scenario)).toBeLessThanOrEqual(maxInFlight + probes);

  await scenario.admin.settings({ accounts: [{ id: accountId, addTokens: ['new-token'] }] });
  await scenario.apply(credentialSecret('new-token'));
  await untilAllChanged(scenario);
  expect(await refusals(scenario)).toBeLessThanOrEqual(maxInFlight + probes);
});

test('a token that is good again is found out by a probe', async () => {
  const scenario = await startRefused();
  // A refusal that is over before the store itself meets it is one of writes alone, which are tried again at the next resync.
  await scenario.untilStore({ status: 'False', reason: 'CredentialRefused' });
  await scenario.admin.settings({ accounts: [{ id: accountId, addTokens: [token] }] });
  await untilAllChanged(scenario);
  await scenario.untilStore({ status: 'True', reason: 'StoreReady' });
}, 150_000);
