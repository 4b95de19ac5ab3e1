import type { Condition, SecretsStoreSecret, Store, StoreKind } from '../../src/api/resources.ts';
import type { EmulatorAdmin, StoredSecret } from './emulator-admin.ts';
import { eventually as eventuallyWithin } from './eventually.ts';
import type { KubeObjects } from './kube-objects.ts';
import { accountId, storeName } from './sample-objects.ts';

interface Watched {
  readonly objects: KubeObjects;
  readonly admin: EmulatorAdmin;
  readonly lines: () => readonly string[];
  /** How long is waited for anything: 20 s unless given. */
  readonly patienceMs?: number | undefined;
}

/** Ways to wait for what the operator does, by what it shows: status, Cloudflare's side, Events, and its log. */
export function watchProgress({ objects, admin, lines, patienceMs = 20_000 }: Watched) {
  const eventually: typeof eventuallyWithin = async (condition, wait) =>
    eventuallyWithin(condition, { timeoutMs: patienceMs, ...wait });
  const remote = async (store = storeName): Promise<Readonly<Record<string, StoredSecret>>> =>
    Object.fromEntries((await admin.secrets(accountId, store)).map((secret) => [secret.name, secret]));

  const untilResource = async (
    name: string,
    test: (resource: SecretsStoreSecret) => boolean,
    until: string,
  ): Promise<SecretsStoreSecret> =>
    eventually(
      async () => {
        const found = await objects.read('SecretsStoreSecret', name);
        return found && test(found) && found;
      },
      { until: `SecretsStoreSecret "${name}" ${until}`, explain: async () => describe(objects, name) },
    );

  /** A pass over the resource that began after this call, and all that was waiting before it, are done. */
  const nudge = async (name: string): Promise<void> => {
    // The first line may be that of a pass that was under way; the second one's pass began after the first annotation.
    for (const turn of ['1', '2']) {
      const before = linesOf(lines(), 'resource', name).length;
      await objects.annotate('SecretsStoreSecret', name, { nudge: `${turn}-${String(before)}` });
      await eventually(() => linesOf(lines(), 'resource', name).length > before, {
        until: `the operator looks at SecretsStoreSecret "${name}"`,
      });
    }
  };

  /** Likewise of a store. */
  const nudgeStore = async (kind: StoreKind, name: string): Promise<void> => {
    for (const turn of ['1', '2']) {
      const before = linesOf(lines(), 'store', name).length;
      await objects.annotate(kind, name, { nudge: `${turn}-${String(before)}` });
      await eventually(() => linesOf(lines(), 'store', name).length > before, {
        until: `the operator looks at ${kind} "${name}"`,
      });
    }
  };

  return {
    /** The secrets of a store of the account, by name, with their values. */
    remote,
    untilResource,
    /** Ready, and speaking of the spec as it is now. */
    untilReady: async (name = 'app') =>
      untilResource(name, (found) => isSaying(found, { status: 'True', reason: 'Synced' }), 'is Ready'),
    /** Every entry is active at Cloudflare, and status says of each what was last written there. */
    untilTold: async (name = 'app', store = storeName) =>
      eventually(
        async () => {
          const { entries = [] } = (await objects.read('SecretsStoreSecret', name))?.status ?? {};
          const there = await remote(store);
          return entries.every(
            (entry) => there[entry.name]?.status === 'active' && there[entry.name]?.modified === entry.modifiedTime,
          );
        },
        {
          until: `status of SecretsStoreSecret "${name}" is that of Cloudflare`,
          explain: async () => describe(objects, name),
        },
      ),
    /** Not Ready, for this reason, and speaking of the spec as it is now. */
    untilFailing: async (reason: string, name = 'app') =>
      untilResource(name, (found) => isSaying(found, { status: 'False', reason }), `says ${reason}`),
    untilStore: async (
      { status, reason }: { readonly status: Condition['status']; readonly reason: string },
      { kind = 'SecretsStore', name = 'default' }: { readonly kind?: StoreKind; readonly name?: string } = {},
    ): Promise<Store> =>
      eventually(
        async () => {
          const found = await objects.read(kind, name);
          return found && isSaying(found, { status, reason }) && found;
        },
        { until: `${kind} "${name}" is ${status} for ${reason}` },
      ),
    untilGone: async (name = 'app'): Promise<void> =>
      void (await eventually(async () => (await objects.read('SecretsStoreSecret', name)) === undefined, {
        until: `SecretsStoreSecret "${name}" is gone`,
        explain: async () => describe(objects, name),
      })),
    nudge,
    nudgeStore,
    /** Until nothing is left to do for these resources and their stores, however long it would have been collected. */
    settle: async (...names: readonly string[]): Promise<void> => {
      for (const name of names.length === 0 ? ['app'] : names) await nudge(name);
      for (const { metadata } of await objects.list('SecretsStore')) await nudgeStore('SecretsStore', metadata.name);
      for (const { metadata } of await objects.list('ClusterSecretsStore'))
        await nudgeStore('ClusterSecretsStore', metadata.name);
    },
    eventually,
  };
}

/** What the Ready condition says, provided that it speaks of the spec as it is now. */
function readyOf({ metadata, status }: SecretsStoreSecret | Store): Condition | undefined {
  if (status?.observedGeneration !== metadata.generation) return undefined;
  return status?.conditions?.find(({ type }) => type === 'Ready');
}

function isSaying(found: SecretsStoreSecret | Store, wanted: Pick<Condition, 'status' | 'reason'>): boolean {
  const ready = readyOf(found);
  return ready?.status === wanted.status && ready.reason === wanted.reason;
}

async function describe(objects: KubeObjects, name: string): Promise<string> {
  const { metadata, status } = (await objects.read('SecretsStoreSecret', name)) ?? {};
  const { generation, deletionTimestamp, finalizers } = metadata ?? {};
  return `It is:\n${JSON.stringify({ generation, deletionTimestamp, finalizers, status }, undefined, 2)}`;
}

/** The lines that end a pass over this object: both kinds of key end in its name. */
const linesOf = (lines: readonly string[], field: 'resource' | 'store', name: string): readonly string[] =>
  lines.filter((line) => line.includes(`"${field}":"`) && new RegExp(`"${field}":"[^"]*/${name}"`).test(line));
