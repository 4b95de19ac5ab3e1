import type { LoggedCall } from '../../src/emulator/call-log.ts';
import type { Fault } from '../../src/emulator/faults.ts';
import type { Seed } from '../../src/emulator/seed-body.ts';
import type { AccountPatch } from '../../src/emulator/settings-body.ts';
import type { Settings } from '../../src/emulator/settings.ts';

/** A secret as the emulator keeps it, with the value that Cloudflare would never show. */
export type StoredSecret = Readonly<{
  id: string;
  name: string;
  store_id: string;
  value: string;
  comment: string | null;
  scopes: readonly string[];
  status: 'pending' | 'active' | 'deleted';
  created: string;
  modified: string;
}>;

type SettingsChange = Partial<Settings> & Readonly<{ accounts?: readonly AccountPatch[] }>;

export type EmulatorAdmin = ReturnType<typeof emulatorAdmin>;

/** The emulator's admin endpoints as functions. Every refusal is thrown: a test that meets one is wrong itself. */
export function emulatorAdmin(adminUrl: string) {
  const call = caller(adminUrl);
  return {
    stores: (accountId: string) =>
      call<readonly Readonly<{ id: string; name: string }>[]>('GET', `/accounts/${accountId}/stores`),
    /** `store` is a name or an id, here and in `seed`. */
    secrets: (accountId: string, store: string) => call<readonly StoredSecret[]>('GET', secretsOf(accountId, store)),
    /** Puts secrets there unseen: past quota, limits and call log. Scopes are `workers` and the status active unless said. */
    seed: (accountId: string, store: string, seeds: readonly Seed[]) =>
      call<readonly StoredSecret[]>('POST', secretsOf(accountId, store), seeds),
    calls: () => call<readonly LoggedCall[]>('GET', '/calls'),
    clearCalls: () => call('DELETE', '/calls'),
    inject: (fault: Fault) => call<Readonly<{ id: number }>>('POST', '/faults', fault),
    /** The armed faults, with how many calls each has seen and hit. */
    faults: () => call<readonly (Fault & Readonly<{ id: number; seen: number; fired: number }>)[]>('GET', '/faults'),
    clearFaults: () => call('DELETE', '/faults'),
    settings: (change: SettingsChange) => call<Settings>('PATCH', '/settings', change),
    reset: () => call('POST', '/reset'),
  };
}

const secretsOf = (accountId: string, store: string): string =>
  `/accounts/${accountId}/stores/${encodeURIComponent(store)}/secrets`;

const caller =
  (adminUrl: string) =>
  async <T = unknown>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${adminUrl}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} /admin${path}: ${String(response.status)} ${await response.text()}`);
    return (await response.json()) as T;
  };
