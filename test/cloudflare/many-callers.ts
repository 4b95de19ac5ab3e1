import { StoreWriter } from '../../src/cloudflare/store-writer.ts';
import type { SecretId } from '../../src/core/ids.ts';
import type { NewSecret } from '../../src/core/remote-secret.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { newSecret, startStore } from './emulated-store.ts';
import { account, change } from './test-edge.ts';

/** `S00` to `S99`. */
export const hundred = Array.from({ length: 100 }, (_, index) => `S${String(index).padStart(2, '0')}`);

/** A store with places enough, and a writer for it on the real clock. */
export async function startWriter(...args: Parameters<typeof startStore>) {
  const store = await startStore(...args);
  await store.admin.settings({ accounts: [{ id: account, secretsQuota: 1_000 }] });
  const writer = new StoreWriter(store, { clock: systemClock, signal: change.signal, maxBatchSize: 100 });

  /** Each by a caller of its own, all at one moment: the outcome of each. */
  const create = async (secrets: readonly NewSecret[]) => {
    const called = secrets.map(async (secret) => {
      const outcomes = await writer.create([secret], 'Change');
      return [secret.name, outcomes.get(secret.name)] as const;
    });
    return Object.fromEntries(await Promise.all(called));
  };
  return {
    ...store,
    create,
    /** Likewise: `created`, or the failure's kind. */
    createNamed: async (names: readonly string[], change: (name: string) => Partial<NewSecret> = () => ({})) => {
      const outcomes = Object.entries(await create(names.map((name) => newSecret(name, change(name)))));
      return Object.fromEntries(outcomes.map(([name, outcome]) => [name, kindOf(outcome, 'created')]));
    },
    /** Likewise of deletions. */
    delete: async (ids: readonly SecretId[]) => {
      const called = ids.map(async (id) => kindOf((await writer.delete([id], 'Change')).get(id), 'deleted'));
      return Promise.all(called);
    },
    /** How often each operation was asked for. */
    counted: async () => {
      const counts: Record<string, number> = {};
      for (const operation of await store.operations()) counts[operation] = (counts[operation] ?? 0) + 1;
      return counts;
    },
  };
}

const kindOf = (
  outcome: { ok: true } | { ok: false; failure: { kind: string } } | undefined,
  done: string,
): string | undefined => (outcome?.ok === false ? outcome.failure.kind : outcome && done);

/** The same outcome for each name. */
export const all = (names: readonly string[], outcome: string): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, outcome]));
