import { afterAll, expect, test } from 'vitest';
import { targetOf } from '../../../src/kube/kube-object.ts';
import { applyStatus } from '../../../src/kube/status-writer.ts';
import { connect, createResource, deleteResource, newNamespace, readResource, signal } from './cluster.ts';

const connection = connect();
const namespace = await newNamespace(connection);
afterAll(async () => connection.close());

test('a status is written, and comes back with the object', async () => {
  const target = targetOf(await createResource(connection, { namespace, name: 'write' }));
  const applied = await applyStatus(connection, { target, status: { observedGeneration: 1 } }, { signal });
  expect(applied).toMatchObject({
    ok: true,
    value: { metadata: { name: 'write' }, status: { observedGeneration: 1 } },
  });
});

test('the same status again writes nothing', async () => {
  const target = targetOf(await createResource(connection, { namespace, name: 'again' }));
  const first = await applyStatus(connection, { target, status: { observedGeneration: 1 } }, { signal });
  const second = await applyStatus(connection, { target, status: { observedGeneration: 1 } }, { signal });
  expect(first.ok && first.value.metadata.resourceVersion).toBe(second.ok && second.value.metadata.resourceVersion);
});

test('what the status no longer says is taken away', async () => {
  const target = targetOf(await createResource(connection, { namespace, name: 'less' }));
  await applyStatus(connection, { target, status: { observedGeneration: 1, synced: '1/1' } }, { signal });
  const applied = await applyStatus(connection, { target, status: { observedGeneration: 1 } }, { signal });
  expect(applied.ok && applied.value).toHaveProperty('status', { observedGeneration: 1 });
});

test('NotFound says that the object is gone, and nothing is created', async () => {
  const target = targetOf(await createResource(connection, { namespace, name: 'gone' }));
  await deleteResource(connection, { namespace, name: 'gone' });
  const applied = await applyStatus(connection, { target, status: { observedGeneration: 1 } }, { signal });
  expect(applied).toMatchObject({ ok: false, failure: { kind: 'NotFound' } });
  await expect(readResource(connection, { namespace, name: 'gone' })).rejects.toThrow('NotFound');
});

test('Replaced says that another object has the name, and it is left alone', async () => {
  const target = targetOf(await createResource(connection, { namespace, name: 'replaced' }));
  await deleteResource(connection, { namespace, name: 'replaced' });
  await createResource(connection, { namespace, name: 'replaced' });
  const applied = await applyStatus(connection, { target, status: { observedGeneration: 1 } }, { signal });
  expect(applied).toMatchObject({ ok: false, failure: { kind: 'Replaced' } });
  expect(await readResource(connection, { namespace, name: 'replaced' })).not.toHaveProperty('status');
});

test('Invalid names the field and keeps the value to itself', async () => {
  const target = targetOf(await createResource(connection, { namespace, name: 'invalid' }));
  const applied = await applyStatus(connection, { target, status: { observedGeneration: -4711 } }, { signal });
  expect(applied).toMatchObject({ ok: false, failure: { kind: 'Invalid', fields: ['status.observedGeneration'] } });
  expect(JSON.stringify(applied)).not.toContain('4711');
});

test('a field that the CRD does not know is dropped, and the rest is written', async () => {
  const target = targetOf(await createResource(connection, { namespace, name: 'unknown' }));
  const applied = await applyStatus(connection, { target, status: { observedGeneration: 1, later: 3 } }, { signal });
  expect(applied.ok && applied.value).toHaveProperty('status', { observedGeneration: 1 });
});
