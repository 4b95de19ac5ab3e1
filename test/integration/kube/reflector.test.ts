import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { addFinalizer, removeFinalizer } from '../../../src/kube/finalizers.ts';
import { type KubeObject, targetOf } from '../../../src/kube/kube-object.ts';
import { Reflector } from '../../../src/kube/reflector.ts';
import type { ReflectorOptions } from '../../../src/kube/reflector-options.ts';
import { keepIdentity, secretMetadata } from '../../../src/kube/secret-metadata.ts';
import { applyStatus } from '../../../src/kube/status-writer.ts';
import {
  connect,
  createResource,
  createSecret,
  deleteResource,
  mergeInto,
  newNamespace,
  resourcesPath,
  signal,
} from './cluster.ts';

interface Story {
  readonly reflector: Reflector<KubeObject>;
  /** `+key`, `~key`, `-key`, in the order in which they were told. */
  readonly told: string[];
}

async function reflect(
  wanted: Pick<ReflectorOptions<KubeObject>, 'path' | 'accept'> & Partial<ReflectorOptions<KubeObject>>,
): Promise<Story> {
  const connection = connect();
  const stop = new AbortController();
  const told: string[] = [];
  const reflector = new Reflector<KubeObject>(connection, {
    transform: (object) => object,
    onChange: (key, now, before) =>
      void told.push(`${before === undefined ? '+' : now === undefined ? '-' : '~'}${key}`),
    onError: () => {},
    ...wanted,
  });
  const running = reflector.run(stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await running;
    await connection.close();
  });
  await reflector.synced;
  return { reflector, told };
}

const connection = connect();
const eventually = async (told: readonly string[], expected: readonly string[]): Promise<void> =>
  vi.waitFor(() => expect(told).toEqual(expected), { timeout: 10_000, interval: 20 });

describe('the mirror of a collection', () => {
  test('holds what was there before, and follows what comes after', async () => {
    const namespace = await newNamespace(connection);
    await createResource(connection, { namespace, name: 'old' });
    const { reflector, told } = await reflect({ path: resourcesPath(namespace), accept: 'full' });
    await createResource(connection, { namespace, name: 'new' });
    await mergeInto(connection, { namespace, name: 'old' }, { metadata: { labels: { touched: 'yes' } } });
    await deleteResource(connection, { namespace, name: 'new' });
    await eventually(told, [`+${namespace}/old`, `+${namespace}/new`, `~${namespace}/old`, `-${namespace}/new`]);
    expect(reflector.get(`${namespace}/old`)).toMatchObject({
      kind: 'SecretsStoreSecret',
      spec: { secretRef: { name: 'app' } },
    });
    expect(reflector.size).toBe(1);
  });

  test('is read page by page', async () => {
    const namespace = await newNamespace(connection);
    await Promise.all(
      Array.from({ length: 7 }, async (_, i) => createResource(connection, { namespace, name: `r${i}` })),
    );
    const { reflector } = await reflect({ path: resourcesPath(namespace), accept: 'full', pageSize: 2 });
    expect(reflector.size).toBe(7);
  });

  test('shows our own write at once, and the watch tells of it no second time', async () => {
    const namespace = await newNamespace(connection);
    const created = await createResource(connection, { namespace, name: 'written' });
    const { reflector, told } = await reflect({ path: resourcesPath(namespace), accept: 'full' });
    const applied = await applyStatus(
      connection,
      { target: targetOf(created), status: { observedGeneration: 1 } },
      { signal },
    );
    if (applied.ok) reflector.put(applied.value);
    expect(reflector.get(`${namespace}/written`)).toMatchObject({ status: { observedGeneration: 1 } });
    await createResource(connection, { namespace, name: 'later' });
    await eventually(told, [`+${namespace}/written`, `~${namespace}/written`, `+${namespace}/later`]);
  });

  test('is rid at once of an object whose last finalizer we removed', async () => {
    const namespace = await newNamespace(connection);
    const created = await createResource(connection, { namespace, name: 'let-go' });
    const { reflector, told } = await reflect({ path: resourcesPath(namespace), accept: 'full' });
    const finalizer = 'secretsstore.dev/cleanup';
    const added = await addFinalizer(connection, { object: created, finalizer }, { signal });
    await deleteResource(connection, { namespace, name: 'let-go' });
    const removed = added.ok && (await removeFinalizer(connection, { object: added.value, finalizer }, { signal }));
    if (removed && removed.ok && removed.value) reflector.put(removed.value);
    expect(reflector.get(`${namespace}/let-go`)).toBeUndefined();
    await createResource(connection, { namespace, name: 'later' });
    await vi.waitFor(() => expect(told.at(-1)).toBe(`+${namespace}/later`), { timeout: 10_000 });
    expect(told.filter((line) => line === `-${namespace}/let-go`)).toHaveLength(1);
    expect(told.filter((line) => line === `+${namespace}/let-go`)).toHaveLength(1);
  });

  test('goes on over the end of each watch without a list and without a loss', async () => {
    const namespace = await newNamespace(connection);
    const { reflector, told } = await reflect({
      path: resourcesPath(namespace),
      accept: 'full',
      watchSeconds: 1,
      random: () => 0,
    });
    await vi.waitFor(() => expect(reflector.counts.watches).toBeGreaterThan(2), { timeout: 10_000 });
    await createResource(connection, { namespace, name: 'between' });
    await eventually(told, [`+${namespace}/between`]);
    expect(reflector.counts).toMatchObject({ lists: 1, errors: 0, missed: 0 });
  });
});

describe('the mirror of Secrets', () => {
  test('holds no byte of a value, and neither labels nor annotations', async () => {
    const namespace = await newNamespace(connection);
    await createSecret(connection, { namespace, name: 'app', data: { token: 'canary-51' } });
    const { reflector } = await reflect({ ...secretMetadata(namespace), transform: keepIdentity });
    const [held] = reflector.values();
    expect(Object.keys(held?.metadata ?? {}).sort()).toEqual(['name', 'namespace', 'resourceVersion', 'uid']);
    expect(JSON.stringify(held)).not.toMatch(/canary|Y2FuYXJ5/);
  });

  test('of a namespace without any is empty', async () => {
    const namespace = await newNamespace(connection);
    const { reflector } = await reflect({ ...secretMetadata(namespace), transform: keepIdentity });
    expect(reflector.size).toBe(0);
  });

  test("leaves out Helm's releases and service account tokens", async () => {
    const namespace = await newNamespace(connection);
    const { told } = await reflect({ ...secretMetadata(namespace), transform: keepIdentity });
    await createSecret(connection, { namespace, name: 'release', type: 'helm.sh/release.v1', data: { release: 'x' } });
    await createSecret(connection, { namespace, name: 'app', data: { token: 'x' } });
    await eventually(told, [`+${namespace}/app`]);
  });
});
