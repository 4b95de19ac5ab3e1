import { expect, test } from 'vitest';
import { startKubeFaultProxy } from '../../support/kube-fault-proxy.ts';
import { resource, sourceSecret } from '../../support/sample-objects.ts';
import { startSynced } from './synced.ts';

test('a change that is made while every watch is cut is taken up without a new list, and only once', async () => {
  const proxy = await startKubeFaultProxy();
  const scenario = await startSynced({ kubeconfigPath: proxy.kubeconfigPath });
  const open = proxy.watches();
  expect(open).toBe(4);
  proxy.cutWatches();
  await scenario.apply(sourceSecret({ key: 'second' }));
  await scenario.eventually(async () => (await scenario.remote())['KEY']?.value === 'second', {
    until: 'the value is pushed',
  });
  await scenario.eventually(() => proxy.watches() === open, { until: 'every watch is open again' });
  await scenario.untilReady();
  await scenario.settle();
  const { 'secrets.edit': edits, 'secrets.create': creates, 'secrets.delete': deletions } = await scenario.calls();
  expect({ edits, creates, deletions }).toEqual({ edits: 1 });
  const lists = Object.keys(await scenario.kubeRequests()).filter((request) => request.startsWith('list'));
  expect(lists).toEqual([]);
});

test('a resource that comes and one that goes while every watch is cut are both noticed', async () => {
  const proxy = await startKubeFaultProxy();
  const scenario = await startSynced({ kubeconfigPath: proxy.kubeconfigPath });
  proxy.cutWatches();
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.apply(resource({ data: [{ name: 'OTHER', key: 'key' }] }, 'other'));
  await scenario.untilReady('other');
  await scenario.untilGone();
  expect(await scenario.remote()).toMatchObject({ OTHER: { value: 'first' } });
  expect(Object.keys(await scenario.remote())).toEqual(['OTHER']);
  expect(await scenario.calls()).toMatchObject({ 'secrets.create': 1, 'secrets.delete': 1 });
});

test('watches that are cut in the middle of a write leave nothing undone or done twice', async () => {
  const proxy = await startKubeFaultProxy();
  const scenario = await startSynced({ kubeconfigPath: proxy.kubeconfigPath });
  await scenario.admin.inject({ operation: 'secrets.create', times: 1, action: { kind: 'delay', ms: 500 } });
  await scenario.apply(resource({ data: [{ name: 'OTHER', key: 'key' }] }, 'other'));
  await scenario.eventually(async () => (await scenario.admin.faults()).some(({ fired }) => fired === 1), {
    until: 'the write is under way',
  });
  proxy.cutWatches();
  await scenario.untilReady('other');
  await scenario.settle('app', 'other');
  expect(Object.keys(await scenario.remote())).toEqual(['KEY', 'OTHER']);
  expect(await scenario.calls()).toMatchObject({ 'secrets.create': 1 });
  expect(await scenario.calls()).not.toHaveProperty('secrets.edit');
});
