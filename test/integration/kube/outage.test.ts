import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type KubeConnection, connectToCluster } from '../../../src/kube/connection.ts';
import type { KubeObject } from '../../../src/kube/kube-object.ts';
import { Reflector } from '../../../src/kube/reflector.ts';
import type { ReflectorOptions } from '../../../src/kube/reflector-options.ts';
import { keepIdentity, secretMetadata } from '../../../src/kube/secret-metadata.ts';
import { readSecret } from '../../../src/kube/secrets.ts';
import { type ControlPlane, startControlPlane } from '../../control-plane/control-plane.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { createSecret, newNamespace } from './cluster.ts';

/** A control plane of its own, since these tests break it. */
let controlPlane: ControlPlane;
let connection: KubeConnection;

beforeAll(async () => {
  controlPlane = await startControlPlane();
  connection = connect();
});

afterAll(async () => {
  await connection.close();
  await controlPlane.stop();
});

const connect = (): KubeConnection =>
  connectToCluster({ kubeconfigPath: controlPlane.kubeconfigPath, userAgent: 'outage-test' });

async function reflectSecrets(namespace: string, options: Partial<ReflectorOptions<KubeObject>> = {}) {
  const own = connect();
  const stop = new AbortController();
  const problems: string[] = [];
  const told: string[] = [];
  const reflector = new Reflector<KubeObject>(own, {
    ...secretMetadata(namespace),
    transform: keepIdentity,
    onChange: (key, now) => void told.push(`${now === undefined ? '-' : '+'}${key}`),
    onError: ({ kind }) => void problems.push(kind),
    backoff: { baseMs: 50, maxMs: 500 },
    ...options,
  });
  const running = reflector.run(stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await running;
    await own.close();
  });
  await reflector.synced;
  await vi.waitFor(() => expect(reflector.counts.watches).toBe(1));
  return { reflector, problems, told };
}

const until = async (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 30_000, interval: 50 });

describe('a mirror', () => {
  test('goes on after a restart of the API server', async () => {
    const namespace = await newNamespace(connection);
    const { told, problems } = await reflectSecrets(namespace);
    await controlPlane.restartApiServer();
    await until(() => expect(problems.length).toBeGreaterThan(0));
    await createSecret(connection, { namespace, name: 'after' });
    await until(() => expect(told).toEqual([`+${namespace}/after`]));
  });

  test('lists anew when its version was compacted away, and loses nothing', async () => {
    const namespace = await newNamespace(connection);
    await createSecret(connection, { namespace, name: 'before' });
    // Cut off by the first restart, it sleeps through the second, and finds a server that has forgotten where it was.
    const clock = new ManualClock();
    const { reflector, told, problems } = await reflectSecrets(namespace, { clock });
    await controlPlane.restartApiServer();
    await until(() => expect(clock.timers).toBe(1));
    for (const name of ['one', 'two', 'three']) await createSecret(connection, { namespace, name });
    await controlPlane.compactEtcd();
    await controlPlane.restartApiServer();
    await until(() => {
      clock.advance(1_000);
      expect(told, String(problems)).toContain(`+${namespace}/three`);
    });
    expect([...told].sort()).toEqual(['before', 'one', 'three', 'two'].map((name) => `+${namespace}/${name}`));
    expect(problems).toContain('Gone');
    expect(reflector.counts.lists).toBe(2);
  });

  test('survives a server that freezes, and so does a request', async () => {
    const namespace = await newNamespace(connection);
    const { told, problems } = await reflectSecrets(namespace, { watchSeconds: 1, watchGraceMs: 500, random: () => 0 });
    controlPlane.pause();
    try {
      const read = await readSecret(connection, { namespace, name: 'x' }, { signal: AbortSignal.timeout(300) });
      expect(read).toMatchObject({ ok: false, failure: { kind: 'Aborted' } });
      await until(() => expect(problems).toContain('Unavailable'));
    } finally {
      controlPlane.resume();
    }
    await createSecret(connection, { namespace, name: 'thawed' });
    await until(() => expect(told).toEqual([`+${namespace}/thawed`]));
  });
});
