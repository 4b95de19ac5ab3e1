import { expect, test } from 'vitest';
import type { SecretsStoreSecret } from '../../../src/api/resources.ts';
import type { Scenario } from '../../support/operator-harness.ts';
import { resource, sourceSecret } from '../../support/sample-objects.ts';
import { startSynced } from './synced.ts';

type Spec = Partial<SecretsStoreSecret['spec']>;

const values = { A: 'one', B: 'two' } as const;
const all = { sourceDeletionPolicy: 'Delete', dataFrom: { include: ['*'] } } as const;

const start = async (spec: Spec = all, sourcePatienceMs = 1_000): Promise<Scenario> =>
  startSynced({ values, spec, settings: { sourcePatienceMs } });

const namesOf = async (scenario: Scenario): Promise<readonly string[]> =>
  Object.keys(await scenario.remote()).toSorted();

const untilLeft = async (scenario: Scenario, ...names: readonly string[]): Promise<unknown> =>
  scenario.eventually(async () => (await namesOf(scenario)).join() === names.join(), {
    until: `there is left at Cloudflare: ${names.join(', ') || 'nothing'}`,
    explain: async () => JSON.stringify((await scenario.read('SecretsStoreSecret', 'app'))?.status),
  });

test('with sourceDeletionPolicy Delete a Secret that stays away takes its secrets with it, and brings them back', async () => {
  const scenario = await start();
  await scenario.remove('Secret', 'app');
  await untilLeft(scenario);
  const { status } = await scenario.untilResource(
    'app',
    (found) => found.status?.entries?.length === 0 && found.metadata.finalizers === undefined,
    'has nothing at Cloudflare any more, and no finalizer',
  );
  expect(status?.conditions?.[0]).toMatchObject({ type: 'Ready', status: 'False', reason: 'SecretNotFound' });
  expect(status?.conditions?.[0]?.message).toBe(
    `Secret "app" does not exist in namespace "${scenario.namespace}"; create it, or correct secretRef; once it has been ` +
      'gone for a minute, what was pushed from it goes as well, as sourceDeletionPolicy says',
  );
  expect(status).toMatchObject({ entries: [], synced: '0/0' });
  await scenario.settle();
  expect(await scenario.calls()).toMatchObject({ 'secrets.bulkDelete': 1 });

  await scenario.apply(sourceSecret(values));
  await scenario.untilReady();
  expect(await namesOf(scenario)).toEqual(['A', 'B']);
});

test('a Secret that comes back in time is as if it had never been away', async () => {
  const scenario = await start(all, 3_600_000);
  await scenario.remove('Secret', 'app');
  await scenario.untilFailing('SecretNotFound');
  await scenario.nudge('app');
  await scenario.apply(sourceSecret(values));
  await scenario.untilReady();
  await scenario.settle();
  expect(await scenario.calls()).toEqual({});
});

test('what is made of no Secret stays, and chosen entries are wanted again when it comes', async () => {
  const data = [
    { name: 'KEY', key: 'A' },
    { name: 'COPY', copyOf: 'KEY' },
  ];
  const scenario = await start({ sourceDeletionPolicy: 'Delete', data });
  await scenario.remove('Secret', 'app');
  await untilLeft(scenario, 'COPY');
  await scenario.untilResource('app', ({ status }) => status?.entries?.length === 1, 'has one entry');
  const { status } = await scenario.untilFailing('SecretNotFound');
  expect(status?.entries).toMatchObject([{ name: 'COPY', state: 'Synced' }]);
  await scenario.apply(sourceSecret(values));
  await scenario.eventually(async () => (await scenario.remote())['KEY']?.value === 'one', { until: 'KEY is back' });
});

test('as deletionPolicy says: Retain takes the mark off, and maxDeletions holds', async () => {
  const scenario = await start({ ...all, deletionPolicy: 'Retain' });
  await scenario.remove('Secret', 'app');
  await scenario.eventually(
    async () => Object.values(await scenario.remote()).every(({ comment }) => comment === null || comment === ''),
    { until: 'the marks are off' },
  );
  expect(await namesOf(scenario)).toEqual(['A', 'B']);

  await scenario.apply(sourceSecret(values), resource({ ...all, adoptionPolicy: 'IfUnowned', maxDeletions: 1 }));
  await scenario.untilReady();
  await scenario.remove('Secret', 'app');
  const { status } = await scenario.untilFailing('DeletionsHeld');
  expect(status?.conditions?.[0]?.message).toContain('confirm-deletions: "2"');
  expect(await namesOf(scenario)).toEqual(['A', 'B']);
  await scenario.annotate('SecretsStoreSecret', 'app', { 'secretsstore.dev/confirm-deletions': '2' });
  await untilLeft(scenario);
});

test('with mode Plan the plan says that they would go, and why', async () => {
  const scenario = await start();
  await scenario.apply(resource({ ...all, mode: 'Plan' }));
  await scenario.remove('Secret', 'app');
  const { status } = await scenario.untilResource(
    'app',
    (found) => found.status?.plan?.summary === '+0 ~0 -2',
    'plans two deletions',
  );
  expect(status?.plan?.changes?.[0]).toEqual({
    name: 'A',
    action: 'Delete',
    why: 'its Secret is gone, and sourceDeletionPolicy is Delete',
  });
  expect(await namesOf(scenario)).toEqual(['A', 'B']);
});
