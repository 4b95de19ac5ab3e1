import { afterAll, describe, expect, test } from 'vitest';
import { recordEvent } from '../../../src/kube/events.ts';
import { isRecord, targetOf } from '../../../src/kube/kube-object.ts';
import { listPath } from '../../../src/kube/resource-paths.ts';
import { call, connect, createResource, newNamespace, signal } from './cluster.ts';

const connection = connect();
const namespace = await newNamespace(connection);
afterAll(async () => connection.close());

async function eventsOf(uid: string, within: string): Promise<readonly unknown[]> {
  const path = listPath({ apiVersion: 'events.k8s.io/v1', kind: 'Event', namespace: within });
  const list = await call(connection, { method: 'GET', path });
  const items = isRecord(list) && Array.isArray(list['items']) ? list['items'] : [];
  return items.filter(
    (item: unknown) => isRecord(item) && isRecord(item['regarding']) && item['regarding']['uid'] === uid,
  );
}

describe('an Event', () => {
  test('stands beside what it regards', async () => {
    const regarding = targetOf(await createResource(connection, { namespace, name: 'regarded' }));
    const event = { regarding, type: 'Warning', reason: 'Conflict', action: 'Sync', note: 'It is taken.' } as const;
    expect(await recordEvent(connection, event, { signal })).toEqual({ ok: true, value: undefined });
    const expected = {
      metadata: { namespace },
      type: 'Warning',
      reason: 'Conflict',
      action: 'Sync',
      note: 'It is taken.',
    };
    expect(await eventsOf(regarding.uid, namespace)).toMatchObject([expected]);
  });

  test('of a cluster-scoped object stands in the namespace default', async () => {
    const uid = 'b2a7f6d0-0000-4000-8000-000000000001';
    const regarding = { apiVersion: 'secretsstore.dev/v1alpha1', kind: 'ClusterSecretsStore', name: 'shared', uid };
    const event = { regarding, type: 'Normal', reason: 'Ready', action: 'Check', note: 'All is well.' } as const;
    expect(await recordEvent(connection, event, { signal })).toMatchObject({ ok: true });
    expect(await eventsOf(uid, 'default')).toHaveLength(1);
  });

  test('with a note that is too long has its beginning', async () => {
    const regarding = targetOf(await createResource(connection, { namespace, name: 'x'.repeat(250) }));
    const event = { regarding, type: 'Normal', reason: 'Long', action: 'Sync', note: 'ä'.repeat(2_000) } as const;
    expect(await recordEvent(connection, event, { signal })).toMatchObject({ ok: true });
    const [written] = await eventsOf(regarding.uid, namespace);
    expect(written).toMatchObject({ note: `${'ä'.repeat(510)}…` });
  });

  test('that cannot be written is a failure and no exception', async () => {
    const regarding = { apiVersion: 'v1', kind: 'Secret', namespace: 'no-such-namespace', name: 'x', uid: 'y' };
    const event = { regarding, type: 'Normal', reason: 'Lost', action: 'Sync', note: 'Nobody sees it.' } as const;
    expect(await recordEvent(connection, event, { signal })).toMatchObject({
      ok: false,
      failure: { kind: 'NotFound' },
    });
  });
});
