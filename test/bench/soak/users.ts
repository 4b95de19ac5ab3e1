import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../support/eventually.ts';
import { credentialSecret, sourceSecret, storeName } from '../../support/sample-objects.ts';
import { applyResources, namesOf, remoteNameOf, type Site } from '../site.ts';
import type { Stage } from '../stage.ts';
import type { Chance } from './chance.ts';

const resources = 40;

/** What users do all day at a site, and what is to be at Cloudflare for it. */
export interface Users {
  /** One thing, picked by chance; comes back when the API server has taken it, however often it has to be asked. */
  readonly act: () => Promise<void>;
  /** What differs from what is to be; empty where nothing does. */
  readonly differences: () => Promise<readonly string[]>;
  readonly actions: () => number;
}

export async function createUsers(stage: Stage, site: Site, chance: Chance): Promise<Users> {
  const names = namesOf(resources);
  /** The value by name; undefined where there is no resource. */
  const wanted = new Map<string, string | undefined>();
  let actions = 0;
  let { token } = site.account;
  const { admin } = stage.cloudflare;

  const write = async (name: string): Promise<void> => {
    const value = `value ${actions} of ${name}`;
    await insist(async () => site.objects.apply(sourceSecret({ value }, name)));
    wanted.set(name, value);
  };
  const create = async (name: string): Promise<void> => {
    await write(name);
    // Of one that is being deleted still, an apply would change the object that goes.
    await insist(async () => {
      if (await site.objects.read('SecretsStoreSecret', name)) throw new Error(`${name} is still being deleted`);
      await applyResources(site, [name]);
    });
  };
  const remove = async (name: string): Promise<void> => {
    wanted.set(name, undefined);
    await insist(async () => {
      if (await site.objects.read('SecretsStoreSecret', name)) await site.objects.remove('SecretsStoreSecret', name);
    });
  };
  const rotate = async (): Promise<void> => {
    const old = token;
    token = `${site.account.token}-${actions}`;
    await admin.settings({ accounts: [{ id: site.account.id, addTokens: [token] }] });
    await insist(async () => site.objects.apply(credentialSecret(token)));
    await admin.settings({ accounts: [{ id: site.account.id, revokeTokens: [old] }] });
  };

  for (const name of names) await create(name);
  return {
    act: async () => {
      actions += 1;
      const name = chance.oneOf(names as [string, ...string[]]);
      const what = chance.next();
      if (what < 0.02) await rotate();
      else if (wanted.get(name) === undefined) await create(name);
      else if (what < 0.15) await remove(name);
      else await write(name);
    },
    differences: async () => {
      const there = await admin.secrets(site.account.id, storeName);
      const found = new Map(there.map(({ name, value }) => [name, value]));
      const asWanted = new Map(names.map((name) => [remoteNameOf(name), wanted.get(name)]));
      const all = new Set([...found.keys(), ...asWanted.keys()]);
      const differing = [...all].filter((name) => found.get(name) !== asWanted.get(name));
      return there.length === found.size ? differing : [...differing, 'a name is there twice'];
    },
    actions: () => actions,
  };
}

/** As a tool does that meets an API server in trouble. */
const insist = async (work: () => Promise<unknown>): Promise<void> =>
  void (await eventually(
    async () => {
      try {
        await work();
        return true;
      } catch {
        await sleep(250);
        return false;
      }
    },
    { until: 'the API server has taken a change', timeoutMs: 120_000 },
  ));
