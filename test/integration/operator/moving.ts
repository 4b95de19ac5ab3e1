import type { SecretsStoreSecret } from '../../../src/api/resources.ts';
import type { EmulatorOptions } from '../../../src/emulator/emulator.ts';
import type { StoredSecret } from '../../support/emulator-admin.ts';
import { type Scenario, type ScenarioOptions, startScenario } from '../../support/operator-harness.ts';
import { accountId, credentialSecret, resource, sourceSecret, store, token } from '../../support/sample-objects.ts';

/** Another account, and the only token for it. */
export const otherAccountId = '0f'.repeat(16);
export const otherToken = 'other-token';

/** Three Cloudflare stores in two accounts, each with its own credential. */
const accounts: EmulatorOptions['accounts'] = [
  { id: accountId, tokens: [token], stores: ['main', 'spare'] },
  { id: otherAccountId, tokens: [otherToken], stores: ['away'] },
];

export type PlaceName = 'main' | 'spare' | 'away';

/** SecretsStore objects of the names of the Cloudflare stores that they lead to. */
export const main = store({ store: { name: 'main' } }, 'main');
const spare = store({ store: { name: 'spare' } }, 'spare');
export const awaySpec = {
  accountId: otherAccountId,
  store: { name: 'away' },
  auth: { apiToken: { secretRef: { name: 'away', key: 'token' } } },
} as const;
const away = store(awaySpec, 'away');
export const awayCredential = sourceSecret({ token: otherToken }, 'away');

/** Resource "app" in the store that this store object leads to. */
export const inStore = (name: string, spec: Partial<SecretsStoreSecret['spec']> = {}) =>
  resource({ storeRef: { name }, ...spec });

interface Beginning extends ScenarioOptions {
  readonly at?: PlaceName;
  readonly spec?: Partial<SecretsStoreSecret['spec']>;
}

/** A scenario in which "app" is Ready in store `at`, with all three store objects at hand; counts begin after that. */
export async function startAt({ at = 'main', spec, emulator, ...options }: Beginning = {}): Promise<Scenario> {
  const scenario = await startScenario({ ...options, emulator: { accounts, ...emulator } });
  await scenario.apply(credentialSecret(), awayCredential, main, spare, away);
  await scenario.apply(sourceSecret({ key: 'first' }), inStore(at, spec));
  await scenario.untilReady();
  await scenario.settle();
  await scenario.clearCalls();
  return scenario;
}

/** What a store holds, by name. */
export async function heldIn(scenario: Scenario, name: PlaceName): Promise<Readonly<Record<string, StoredSecret>>> {
  const secrets = await scenario.admin.secrets(name === 'away' ? otherAccountId : accountId, name);
  return Object.fromEntries(secrets.map((secret) => [secret.name, secret]));
}

export const namesIn = async (scenario: Scenario, name: PlaceName): Promise<readonly string[]> =>
  Object.keys(await heldIn(scenario, name)).toSorted();

/** Ready, with nothing left to go: all of it is in this store, and nothing in any other. */
export async function untilMoved(scenario: Scenario, name: PlaceName): Promise<SecretsStoreSecret> {
  const state = async (): Promise<readonly string[]> => {
    const found = await scenario.read('SecretsStoreSecret', 'app');
    const { entries = [], pendingDeletions } = found?.status ?? {};
    const wanted = entries.map((entry) => entry.name).join();
    const held = await Promise.all(
      (['main', 'spare', 'away'] as const).map(async (one) => [one, await namesIn(scenario, one)] as const),
    );
    const wrong = held.filter(([one, names]) => names.join() !== (one === name ? wanted : ''));
    return [
      ...wrong.map(([one, names]) => `${one} holds ${names.join()}`),
      ...(pendingDeletions ? ['something is still to go'] : []),
    ];
  };
  await scenario.eventually(async () => (await state()).length === 0, {
    until: `everything is in store "${name}"`,
    explain: async () =>
      JSON.stringify([await state(), (await scenario.read('SecretsStoreSecret', 'app'))?.status], undefined, 2),
  });
  return scenario.untilReady();
}

/** Until status names secrets that are still to go, for this reason where one is given. */
export const untilPending = async (scenario: Scenario, reason?: string): Promise<SecretsStoreSecret> =>
  scenario.untilResource(
    'app',
    ({ status }) => status?.pendingDeletions?.some((pending) => pending.reason === reason) ?? false,
    reason === undefined ? 'has something to go elsewhere' : `has something to go elsewhere, and says ${reason}`,
  );
