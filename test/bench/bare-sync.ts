import { finalizer } from '../../src/api/group.ts';
import { concurrently } from './concurrently.ts';
import { monotonicMs } from './monotonic-ms.ts';
import { applyResources, applySecrets, closeSite, namesOf, openSite } from './site.ts';
import type { Stage } from './stage.ts';

/** As many as the operator has on their way. */
const requestsAtOnce = 8;

/**
 * What the API server alone needs for the requests of a first sync, in seconds: for each resource a GET of its Secret, a PATCH of
 * the finalizer, and a PATCH of the status, of the size that the operator's has. Nobody watches, nobody decides, and Cloudflare
 * is not asked. No operator may be running.
 */
export async function timeBareSync(stage: Stage, count: number): Promise<number> {
  const site = await openSite(stage);
  const names = namesOf(count);
  await applySecrets(site, names);
  await applyResources(site, names);
  const beganMs = monotonicMs();
  await concurrently(names, requestsAtOnce, async (name) => syncOne(stage, site.namespace, name));
  const seconds = (monotonicMs() - beganMs) / 1000;
  await closeSite(site, stage);
  return seconds;
}

async function syncOne({ client }: Stage, namespace: string, name: string): Promise<void> {
  const path = `/apis/secretsstore.dev/v1alpha1/namespaces/${namespace}/secretsstoresecrets/${name}`;
  const patch = async (target: string, operations: readonly object[]): Promise<void> => {
    const call = {
      method: 'PATCH',
      path: target,
      contentType: 'application/json-patch+json',
      body: operations,
    } as const;
    const { status, body } = await client(call);
    if (status !== 200)
      throw new Error(`The API server says ${status} to the bare program: ${String(body['message'])}`);
  };
  await client({ method: 'GET', path: `/api/v1/namespaces/${namespace}/secrets/${name}` });
  await patch(path, [{ op: 'add', path: '/metadata/finalizers', value: [finalizer] }]);
  await patch(`${path}/status`, [{ op: 'add', path: '/status', value: statusOf(name) }]);
}

function statusOf(name: string): object {
  const [time, id] = ['2026-01-02T03:04:05Z', '0'.repeat(32)];
  const condition = {
    observedGeneration: 1,
    lastTransitionTime: time,
    reason: 'Synced',
    message: 'All of it is active',
  };
  return {
    observedGeneration: 1,
    conditions: ['Ready', 'Reconciling', 'Stalled'].map((type) => ({ ...condition, type, status: 'True' })),
    store: { kind: 'SecretsStore', name: 'default', accountId: id, storeId: id },
    source: { resourceVersion: '1' },
    entries: [
      {
        name: name.toUpperCase(),
        state: 'Synced',
        secretId: id,
        digest: `v1:${id}${id}`,
        scopes: ['workers'],
        modifiedTime: time,
      },
    ],
    synced: '1/1',
    lastSyncTime: time,
  };
}
