import { setTimeout as sleep } from 'node:timers/promises';
import type { Condition } from '../../src/api/resources.ts';
import type { KubeDocument } from '../support/kube-client.ts';
import { kubeObjects, type KubeObjects, type NewObject } from '../support/kube-objects.ts';
import { credentialSecret, resource, sourceSecret, store, storeName } from '../support/sample-objects.ts';
import { eventually } from '../support/eventually.ts';
import { type Account, accounts } from './cloudflare.ts';
import { concurrently } from './concurrently.ts';
import type { Stage } from './stage.ts';

/** A namespace with a store, and an account that nothing else uses. */
export interface Site {
  readonly namespace: string;
  readonly account: Account;
  readonly objects: KubeObjects;
}

/** How many requests of ours are on their way to the API server at once: it takes no more of one client at a time. */
export const requestsAtOnce = 16;

let sitesOpened = 0;

export async function openSite({ client }: Pick<Stage, 'client'>): Promise<Site> {
  const account = accounts[sitesOpened];
  if (account === undefined) throw new Error('There is no account left for another site');
  sitesOpened += 1;
  const namespace = `bench-${sitesOpened}`;
  const objects = kubeObjects(client, namespace);
  await objects.apply(
    { kind: 'Namespace', metadata: { name: namespace } },
    credentialSecret(account.token),
    store({ accountId: account.id, store: { name: storeName } }),
  );
  return { namespace, account, objects };
}

/** Takes away all that a site had in Kubernetes, by hand: no operator may be running. */
export async function closeSite({ namespace, objects }: Site, { client }: Pick<Stage, 'client'>): Promise<void> {
  const held = (await objects.list('SecretsStoreSecret')).filter(({ metadata }) => metadata.finalizers?.length);
  await concurrently(held, requestsAtOnce, async ({ metadata }) =>
    objects.patch('SecretsStoreSecret', metadata.name, { metadata: { finalizers: null } }),
  );
  const ours = `/apis/secretsstore.dev/v1alpha1/namespaces/${namespace}`;
  for (const path of [
    `${ours}/secretsstoresecrets`,
    `${ours}/secretsstores`,
    `/api/v1/namespaces/${namespace}/secrets`,
  ])
    await client({ method: 'DELETE', path });
}

/** `app-0001` and so on: a Secret and a resource of each name. */
export const namesOf = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `app-${String(index + 1).padStart(4, '0')}`);

/** The name at Cloudflare. */
export const remoteNameOf = (name: string): string => name.toUpperCase().replace('-', '_');

const applyAll = async ({ objects }: Site, all: readonly NewObject[]): Promise<readonly KubeDocument[]> =>
  concurrently(all, requestsAtOnce, objects.apply);

export const applySecrets = async (site: Site, names: readonly string[]): Promise<unknown> =>
  applyAll(
    site,
    names.map((name) => sourceSecret({ value: `first value of ${name}` }, name)),
  );

export const applyResources = async (site: Site, names: readonly string[]): Promise<unknown> =>
  applyAll(
    site,
    names.map((name) => resource({ secretRef: { name }, data: [{ name: remoteNameOf(name), key: 'value' }] }, name)),
  );

export const untilStoreReady = async ({ objects }: Site): Promise<void> =>
  void (await eventually(async () => isReady(await objects.read('SecretsStore', 'default')), {
    until: 'the store is Ready',
  }));

/** It asks seldom where there are many: each list is work for the machine that is being measured. */
export const untilAllReady = async ({ objects }: Site, count: number): Promise<void> =>
  void (await eventually(
    async () => {
      await sleep(50 + count / 2);
      return (await objects.list('SecretsStoreSecret')).filter(isReady).length === count;
    },
    { until: `${count} resources are Ready`, timeoutMs: 400_000 },
  ));

interface WithConditions {
  readonly status?: { readonly conditions?: readonly Condition[] };
}

const isReady = (object: WithConditions | undefined): boolean =>
  object?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
