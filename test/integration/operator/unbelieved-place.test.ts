import { expect, test } from 'vitest';
import { resource, sourceSecret, store, storeName } from '../../support/sample-objects.ts';
import { startSynced } from './synced.ts';

test('a store whose spec leads nowhere is not believed to be where it was, not after a restart either', async () => {
  const scenario = await startSynced();
  await scenario.apply(store({ store: { name: storeName } }));
  await scenario.untilStore({ status: 'True', reason: 'StoreReady' });
  await scenario.apply(store({ store: { name: 'no-such-store' } }));
  await scenario.untilStore({ status: 'False', reason: 'RemoteStoreNotFound' });
  await scenario.untilFailing('StoreNotReady');
  await scenario.stopOperator();
  await scenario.clearCalls();

  await scenario.apply(sourceSecret({ key: 'after the restart' }));
  await scenario.apply(resource({ comment: 'After the restart' }));
  await scenario.restartOperator();
  const { status } = await scenario.untilFailing('StoreNotReady');
  expect(status?.conditions?.[0]?.message).toContain('RemoteStoreNotFound');
  await scenario.settle();
  await scenario.untilStore({ status: 'False', reason: 'RemoteStoreNotFound' });
  expect(await scenario.remote()).toMatchObject({ KEY: { value: 'first' } });
  // Only stores are asked for: no store is listed, nothing is written.
  expect(Object.keys(await scenario.calls()).toSorted()).toEqual(['stores.list', 'tokens.verifyUser']);

  await scenario.apply(store({ store: { name: storeName } }));
  await scenario.untilReady();
  expect(await scenario.remote()).toMatchObject({ KEY: { value: 'after the restart' } });
});
