import { expect, test } from 'vitest';
import type { Scenario } from '../../support/operator-harness.ts';
import { resource, sourceSecret } from '../../support/sample-objects.ts';
import { startSynced } from './synced.ts';

const spec = { dataFrom: { include: ['*'] }, maxDeletions: 1 } as const;
const values = { a: '1', b: '2', c: '3', d: '4' };
const start = async (): Promise<Scenario> => startSynced({ values, spec });
const names = async (scenario: Scenario): Promise<readonly string[]> => Object.keys(await scenario.remote()).toSorted();

test('a Secret that loses most of its keys takes nothing with it before somebody confirms the number', async () => {
  const scenario = await start();
  await scenario.apply(sourceSecret({ a: 'new' }));
  const { status } = await scenario.untilFailing('DeletionsHeld');
  const [, count = ''] = /confirm-deletions: "(\d+)"/.exec(status?.conditions?.[0]?.message ?? '') ?? [];
  expect(count).toBe('3');
  await scenario.settle();
  expect(await names(scenario)).toEqual(['a', 'b', 'c', 'd']);
  expect((await scenario.remote())['a']?.value).toBe('new');

  await scenario.annotate('SecretsStoreSecret', 'app', { 'secretsstore.dev/confirm-deletions': '2' });
  await scenario.settle();
  expect(await names(scenario)).toEqual(['a', 'b', 'c', 'd']);
  await scenario.annotate('SecretsStoreSecret', 'app', { 'secretsstore.dev/confirm-deletions': count });
  await scenario.untilReady();
  expect(await names(scenario)).toEqual(['a']);

  // What applies the manifest anew, as GitOps tools do, leaves an annotation alone that the manifest does not have.
  const applied = await scenario.apply(resource(spec));
  expect(applied.metadata.annotations).toMatchObject({ 'secretsstore.dev/confirm-deletions': count });
});

test('a higher maxDeletions confirms them as well, and so they go over a restart', async () => {
  const scenario = await start();
  await scenario.apply(sourceSecret({ a: '1' }));
  await scenario.untilFailing('DeletionsHeld');
  await scenario.restartOperator();
  await scenario.settle();
  expect(await names(scenario)).toEqual(['a', 'b', 'c', 'd']);
  await scenario.apply(resource({ ...spec, maxDeletions: 3 }));
  await scenario.untilReady();
  expect(await names(scenario)).toEqual(['a']);
});

test('keys that come back end it, and deleting the resource is not held', async () => {
  const scenario = await start();
  await scenario.apply(sourceSecret({ a: '1' }));
  await scenario.untilFailing('DeletionsHeld');
  await scenario.apply(sourceSecret(values));
  await scenario.untilReady();
  await scenario.apply(sourceSecret({ a: '1' }));
  await scenario.untilFailing('DeletionsHeld');
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.untilGone();
  expect(await names(scenario)).toEqual([]);
});
