import { addToken, revokeToken } from './credentials.ts';
import type { Seed } from './seed-body.ts';
import type { SettingsPatch } from './settings-body.ts';
import { activateDue, putSecret } from './secret-writes.ts';
import { showSecret } from './shapes.ts';
import type { Secret, Store } from './state.ts';
import type { World } from './world.ts';

/** The one place where a value comes out again. */
const showWithValue = (secret: Secret) => ({ ...showSecret(secret), value: secret.value });

export function listSecretsWithValues({ settings, sources }: World, store: Store) {
  activateDue(store, settings, sources.clock.nowMs());
  return [...store.secrets.values()].map(showWithValue);
}

/** In microseconds: longer than any read lags, so that none misses what is seeded. */
const seededAgo = 3_600_000_000;

/** Puts secrets into a store past quota, rules, limits and log; one of the same name is replaced. Active unless said. */
export function seedSecrets({ sources, settings }: World, store: Store, seeds: readonly Seed[]) {
  return seeds.map((seed) => {
    if (seed.status !== 'deleted') removeByName(store, seed.name);
    const created = sources.clock.stamp() - seededAgo;
    const secret: Secret = {
      id: sources.newId(),
      name: seed.name,
      storeId: store.id,
      value: seed.value,
      comment: seed.comment ?? null,
      scopes: (seed.scopes ?? ['workers']).toSorted(),
      status: seed.status ?? 'active',
      created,
      modified: created,
      pendingSince: sources.clock.nowMs() * 1000,
    };
    return showWithValue(putSecret(store, secret, { settings, at: sources.clock.nowMs() * 1000 }));
  });
}

function removeByName(store: Store, name: string): void {
  for (const secret of store.secrets.values()) {
    if (secret.name === name) store.secrets.delete(secret.id);
  }
}

export function applySettings(world: World, { settings, accounts }: SettingsPatch): void {
  world.settings = { ...world.settings, ...settings };
  if (settings.rateLimit !== undefined || settings.addressRateLimit !== undefined) world.limiter.forget();
  for (const patch of accounts) {
    const account = world.accounts.get(patch.id);
    if (account === undefined) continue;
    account.limits.secrets = patch.secretsQuota ?? account.limits.secrets;
    account.limits.stores = patch.storesQuota ?? account.limits.stores;
    for (const token of patch.addTokens ?? []) addToken(account.credentials, token, world.sources.newId);
    for (const token of patch.revokeTokens ?? []) revokeToken(account.credentials, token);
  }
}
