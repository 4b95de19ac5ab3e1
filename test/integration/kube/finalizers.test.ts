import { afterAll, describe, expect, test } from 'vitest';
import { addFinalizer, removeFinalizer } from '../../../src/kube/finalizers.ts';
import type { KubeObject } from '../../../src/kube/kube-object.ts';
import { connect, createResource, deleteResource, mergeInto, newNamespace, readResource, signal } from './cluster.ts';

const connection = connect();
const namespace = await newNamespace(connection);
const ours = 'secretsstore.dev/cleanup';
const theirs = 'example.com/theirs';
afterAll(async () => connection.close());

const add = async (object: KubeObject) => addFinalizer(connection, { object, finalizer: ours }, { signal });
const remove = async (object: KubeObject) => removeFinalizer(connection, { object, finalizer: ours }, { signal });

describe('adding the finalizer', () => {
  test('returns the object as it is now', async () => {
    const added = await add(await createResource(connection, { namespace, name: 'add' }));
    expect(added).toMatchObject({ ok: true, value: { metadata: { name: 'add', finalizers: [ours] } } });
  });

  test('writes nothing when it is there already', async () => {
    const added = await add(await createResource(connection, { namespace, name: 'add-twice' }));
    const again = added.ok && (await add(added.value));
    const now = await readResource(connection, { namespace, name: 'add-twice' });
    expect(again).toMatchObject({ ok: true, value: { metadata: { resourceVersion: now.metadata.resourceVersion } } });
  });

  test("keeps another's finalizer that was added since the object was seen", async () => {
    const seen = await createResource(connection, { namespace, name: 'add-beside' });
    await mergeInto(connection, { namespace, name: 'add-beside' }, { metadata: { finalizers: [theirs] } });
    const added = await add(seen);
    expect(added).toMatchObject({ ok: true, value: { metadata: { finalizers: [theirs, ours] } } });
    await mergeInto(connection, { namespace, name: 'add-beside' }, { metadata: { finalizers: null } });
  });

  test('writes in spite of a status written since the object was seen', async () => {
    const seen = await createResource(connection, { namespace, name: 'add-late' });
    await mergeInto(connection, { namespace, name: 'add-late' }, { metadata: { labels: { touched: 'yes' } } });
    expect(await add(seen)).toMatchObject({ ok: true, value: { metadata: { labels: { touched: 'yes' } } } });
  });

  test('says NotFound when the object is gone', async () => {
    const seen = await createResource(connection, { namespace, name: 'add-gone' });
    await deleteResource(connection, { namespace, name: 'add-gone' });
    expect(await add(seen)).toMatchObject({ ok: false, failure: { kind: 'NotFound' } });
  });

  test('says Replaced, and leaves it alone, when another object has taken the name', async () => {
    const seen = await createResource(connection, { namespace, name: 'add-replaced' });
    await deleteResource(connection, { namespace, name: 'add-replaced' });
    await createResource(connection, { namespace, name: 'add-replaced' });
    expect(await add(seen)).toMatchObject({ ok: false, failure: { kind: 'Replaced' } });
    const now = await readResource(connection, { namespace, name: 'add-replaced' });
    expect(now.metadata.finalizers).toBeUndefined();
  });

  test('says Invalid when the object is being deleted', async () => {
    const seen = await createResource(connection, { namespace, name: 'add-deleting' });
    await mergeInto(connection, { namespace, name: 'add-deleting' }, { metadata: { finalizers: [theirs] } });
    await deleteResource(connection, { namespace, name: 'add-deleting' });
    expect(await add(seen)).toMatchObject({ ok: false, failure: { kind: 'Invalid', detail: 'it is being deleted' } });
  });
});

describe('removing the finalizer', () => {
  test('leaves those of others', async () => {
    const seen = await createResource(connection, { namespace, name: 'remove-one' });
    const held = await mergeInto(
      connection,
      { namespace, name: 'remove-one' },
      { metadata: { finalizers: [ours, theirs] } },
    );
    expect(seen.metadata.uid).toBe(held.metadata.uid);
    expect(await remove(held)).toMatchObject({ ok: true, value: { metadata: { finalizers: [theirs] } } });
  });

  test('lets an object go that is being deleted', async () => {
    const added = await add(await createResource(connection, { namespace, name: 'remove-last' }));
    await deleteResource(connection, { namespace, name: 'remove-last' });
    const deleting = await readResource(connection, { namespace, name: 'remove-last' });
    const removed = await remove(deleting);
    expect(added.ok).toBe(true);
    expect(removed).toMatchObject({ ok: true, value: { metadata: { uid: deleting.metadata.uid } } });
    expect(removed.ok && removed.value?.metadata.finalizers).toBeUndefined();
    await expect(readResource(connection, { namespace, name: 'remove-last' })).rejects.toThrow('NotFound');
  });

  test('is done, with nothing to put, when the object is gone', async () => {
    const added = await add(await createResource(connection, { namespace, name: 'remove-gone' }));
    await mergeInto(connection, { namespace, name: 'remove-gone' }, { metadata: { finalizers: null } });
    await deleteResource(connection, { namespace, name: 'remove-gone' });
    expect(added.ok && (await remove(added.value))).toEqual({ ok: true, value: undefined });
  });

  test('is done, and touches nothing, when another object has taken the name', async () => {
    const added = await add(await createResource(connection, { namespace, name: 'remove-replaced' }));
    await mergeInto(connection, { namespace, name: 'remove-replaced' }, { metadata: { finalizers: null } });
    await deleteResource(connection, { namespace, name: 'remove-replaced' });
    const successor = await add(await createResource(connection, { namespace, name: 'remove-replaced' }));
    expect(added.ok && (await remove(added.value))).toEqual({ ok: true, value: undefined });
    const now = await readResource(connection, { namespace, name: 'remove-replaced' });
    expect(successor).toMatchObject({
      ok: true,
      value: { metadata: { resourceVersion: now.metadata.resourceVersion } },
    });
  });
});
