import { expect, test } from 'vitest';
import { expected } from '../../support/emulator-behaviour.ts';
import { upTo } from '../../support/up-to.ts';
import { sourceSecret } from '../../support/sample-objects.ts';
import { otherClient } from './other-client.ts';
import { looks, resync, resyncCalls, startLongSynced, startSynced } from './synced.ts';

const two = {
  data: [
    { name: 'A', key: 'key' },
    { name: 'B', key: 'key' },
  ],
};

test('a value that somebody else changed is set right at the next resync', async () => {
  const scenario = await startSynced({ spec: two });
  await otherClient(scenario).change('A', { value: 'not ours' });
  await scenario.clearCalls();
  await resync(scenario);
  await scenario.eventually(async () => (await scenario.remote())['A']?.value === 'first', { until: 'it is right' });
  await scenario.untilTold();
  await scenario.settle();
  expect(await scenario.calls()).toEqual({ ...resyncCalls, 'secrets.list': looks(2), 'secrets.edit': 1 });
  expect(await scenario.kubeRequests()).toMatchObject({ 'get secrets app': 1, 'patch secretsstoresecrets/status': 1 });
});

test('scopes and a comment that somebody else changed are set right', async () => {
  const scenario = await startSynced();
  const before = (await scenario.remote())['KEY'];
  await otherClient(scenario).change('KEY', { scopes: ['dex'], comment: `Theirs ${before?.comment ?? ''}` });
  await resync(scenario);
  await scenario.eventually(async () => (await scenario.remote())['KEY']?.comment === before?.comment, {
    until: 'the comment is right',
  });
  await scenario.untilReady();
  expect((await scenario.remote())['KEY']).toMatchObject({ value: 'first', scopes: ['workers'] });
});

test('with driftPolicy Report the change stays, and the resource says so', async () => {
  const scenario = await startSynced({ spec: { ...two, driftPolicy: 'Report' } });
  await otherClient(scenario).change('A', { value: 'not ours' });
  await scenario.clearCalls();
  await resync(scenario);
  const { status } = await scenario.untilFailing('Drifted');
  await scenario.settle();
  expect(status?.entries).toMatchObject([
    { name: 'A', state: 'Drifted', reason: 'Drifted', message: expect.stringMatching(/"A".*changed.*driftPolicy/) },
    { name: 'B', state: 'Synced' },
  ]);
  expect(await scenario.calls()).toEqual({ ...resyncCalls, 'secrets.list': looks(1) });
  expect((await scenario.remote())['A']?.value).toBe('not ours');
});

test('a reported change is overwritten once the source changes', async () => {
  const scenario = await startSynced({ spec: { driftPolicy: 'Report' } });
  await otherClient(scenario).change('KEY', { value: 'not ours' });
  await resync(scenario);
  await scenario.untilFailing('Drifted');
  await scenario.apply(sourceSecret({ key: 'second' }));
  await scenario.untilReady();
  expect((await scenario.remote())['KEY']?.value).toBe('second');
});

test('a secret that somebody else deleted is created again', async () => {
  const scenario = await startLongSynced({ spec: two });
  await otherClient(scenario).remove('A');
  await scenario.clearCalls();
  await resync(scenario);
  await scenario.eventually(async () => (await scenario.remote())['A'], { until: 'A is there again' });
  await scenario.untilTold();
  await scenario.settle();
  expect(await scenario.calls()).toEqual({
    ...resyncCalls,
    'secrets.list': looks(2),
    'secrets.create': expected<unknown>({ default: 1, worstCase: upTo(5) }),
  });
  const { status } = await scenario.untilReady();
  expect(status?.entries?.[0]?.secretId).toBe((await scenario.remote())['A']?.id);
});

test('with driftPolicy Report a secret that somebody else deleted stays away', async () => {
  const scenario = await startLongSynced({ spec: { driftPolicy: 'Report' } });
  await otherClient(scenario).remove('KEY');
  await scenario.clearCalls();
  await resync(scenario);
  const { status } = await scenario.untilFailing('Drifted');
  expect(status?.entries?.[0]?.message).toMatch(/"KEY".*deleted.*driftPolicy/);
  await scenario.settle();
  expect(await scenario.calls()).toEqual({ ...resyncCalls, 'secrets.list': looks(1) });
});
