import { onTestFinished } from 'vitest';
import { Credential } from '../../src/cloudflare/credential.ts';
import { StoreSnapshot } from '../../src/cloudflare/snapshot.ts';
import { storeId } from '../../src/core/ids.ts';
import type { NewSecret } from '../../src/core/remote-secret.ts';
import { SecretValue } from '../../src/core/secret-value.ts';
import { startEmulator, type EmulatorOptions } from '../../src/emulator/emulator.ts';
import { emulatorAdmin } from '../support/emulator-admin.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { account, change, connectTo, tokenText, type EdgeOptions } from './test-edge.ts';

const globalKey = { email: 'ops@example.com', key: 'cfk_a-key-for-tests' };
export const globalCredential = Credential.globalApiKey(globalKey.email, new SecretValue(globalKey.key));

/** An emulator with one store, a client of it, and a snapshot of the store. `settings` are the emulator's. */
export async function startStore(settings: Partial<EmulatorOptions> = {}, edge: Partial<EdgeOptions> = {}) {
  const emulator = await startEmulator({
    accounts: [{ id: account, tokens: [tokenText], email: globalKey.email, globalKey: globalKey.key }],
    activationDelayMs: 0,
    ...settings,
  });
  onTestFinished(emulator.close);
  const admin = emulatorAdmin(emulator.adminUrl);
  const [store] = await admin.stores(account);
  const address = { accountId: account, storeId: storeId(store?.id ?? '') };
  const client = connectTo({ baseUrl: emulator.baseUrl, ...edge });
  const snapshot = new StoreSnapshot({
    list: (options) => client.listSecrets(address, options),
    clock: new ManualClock(),
    signal: change.signal,
  });
  return {
    admin,
    address,
    client,
    snapshot,
    baseUrl: emulator.baseUrl,
    /** What was asked of the emulator, in order, for example `secrets.list`. */
    operations: async () => (await admin.calls()).map(({ operation }) => operation),
    /** Names and values as the emulator keeps them. */
    stored: async () => {
      const secrets = await admin.secrets(account, address.storeId);
      return Object.fromEntries(secrets.map(({ name, value }) => [name, value]));
    },
  };
}

/** A secret to create, as the operator would. */
export const newSecret = (name: string, change: Partial<NewSecret> = {}): NewSecret => ({
  name,
  value: new SecretValue(`value of ${name}`),
  scopes: ['workers'],
  comment: `[k8s test shop/${name}]`,
  ...change,
});
