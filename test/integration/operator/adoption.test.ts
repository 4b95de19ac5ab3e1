import { expect, test } from 'vitest';
import { expected } from '../../support/emulator-behaviour.ts';
import { upTo } from '../../support/up-to.ts';
import { startScenario } from '../../support/operator-harness.ts';
import { accountId, credentialSecret, resource, sourceSecret, store, storeName } from '../../support/sample-objects.ts';

const others = '[k8s other shop/theirs]';

/** Two secrets are there before us: `FREE`, which no operator has marked, and `TAKEN`, marked by an operator of another cluster. */
async function startBesideOthers(adoptionPolicy?: 'Never' | 'IfUnowned' | 'Always') {
  const scenario = await startScenario();
  await scenario.admin.seed(accountId, storeName, [
    { name: 'FREE', value: 'theirs', comment: 'by hand' },
    { name: 'TAKEN', value: 'theirs', comment: others },
  ]);
  await scenario.apply(
    credentialSecret(),
    store(),
    sourceSecret({ FREE: 'ours', TAKEN: 'ours', OURS: 'ours' }),
    resource({ dataFrom: { include: ['*'] }, ...(adoptionPolicy && { adoptionPolicy }) }),
  );
  return scenario;
}

test('a secret that is not ours is left alone, and the others are synced', async () => {
  const scenario = await startBesideOthers();
  const { status } = await scenario.untilResource(
    'app',
    (found) => found.status?.entries?.some(({ state }) => state === 'Synced') === true,
    'has synced what it can',
  );
  expect(status?.entries).toMatchObject([
    {
      name: 'FREE',
      state: 'Failed',
      reason: 'Conflict',
      message: expect.stringMatching(/"FREE".*not ours.*IfUnowned/),
    },
    { name: 'OURS', state: 'Synced' },
    {
      name: 'TAKEN',
      state: 'Failed',
      reason: 'Conflict',
      message: expect.stringMatching(/"TAKEN".*other shop\/theirs.*Always/),
    },
  ]);
  expect(await scenario.remote()).toMatchObject({
    FREE: { value: 'theirs', comment: 'by hand' },
    TAKEN: { value: 'theirs', comment: others },
    OURS: { value: 'ours' },
  });
  expect(await scenario.calls()).not.toHaveProperty('secrets.edit');
});

test('IfUnowned adopts what no operator has marked, by one PATCH', async () => {
  const scenario = await startBesideOthers('IfUnowned');
  await scenario.untilFailing('Conflict');
  await scenario.eventually(async () => (await scenario.remote())['FREE']?.value === 'ours', {
    until: 'it is adopted',
  });
  expect(await scenario.remote()).toMatchObject({
    FREE: { comment: `[k8s test ${scenario.namespace}/app]` },
    TAKEN: { value: 'theirs', comment: others },
  });
  expect(await scenario.calls()).toMatchObject(
    expected<object>({
      default: { 'secrets.edit': 1, 'secrets.create': 1 },
      worstCase: { 'secrets.edit': upTo(2), 'secrets.create': upTo(5) },
    }),
  );
});

test('Always adopts whatever is there', async () => {
  const scenario = await startBesideOthers('Always');
  await scenario.untilReady();
  const comment = `[k8s test ${scenario.namespace}/app]`;
  expect(await scenario.remote()).toMatchObject({
    FREE: { value: 'ours', comment },
    TAKEN: { value: 'ours', comment },
  });
  expect(await scenario.calls()).toMatchObject(
    expected<object>({
      default: { 'secrets.edit': 2, 'secrets.create': 1 },
      worstCase: { 'secrets.edit': upTo(3), 'secrets.create': upTo(5) },
    }),
  );
});

test('of two resources that claim one name the one that has it keeps it, and the other takes over when it lets go', async () => {
  const scenario = await startScenario();
  await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'first' }), resource({}, 'first'));
  await scenario.untilReady('first');
  await scenario.apply(sourceSecret({ key: 'second' }, 'other'), resource({ secretRef: { name: 'other' } }, 'second'));
  const { status } = await scenario.untilFailing('Conflict', 'second');
  expect(status?.entries?.[0]?.message).toMatch(new RegExp(`"KEY".*belongs to test ${scenario.namespace}/first`));
  expect((await scenario.remote())['KEY']?.value).toBe('first');

  await scenario.remove('SecretsStoreSecret', 'first');
  await scenario.untilReady('second');
  expect(await scenario.remote()).toMatchObject({
    KEY: { value: 'second', comment: `[k8s test ${scenario.namespace}/second]` },
  });
});

test('the older resource has a name before it is created, and the younger one says who', async () => {
  const scenario = await startScenario({ operator: 'Later' });
  await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'value' }), resource({}, 'one'));
  await scenario.apply(resource({}, 'two'));
  const [one, two] = await Promise.all(['one', 'two'].map(async (name) => scenario.read('SecretsStoreSecret', name)));
  const age = (found: typeof one): string => `${found?.metadata.creationTimestamp ?? ''} ${found?.metadata.uid ?? ''}`;
  // Whole seconds decide, then the uid: which of the two that is differs from run to run.
  const [older, younger] = age(one) < age(two) ? ['one', 'two'] : ['two', 'one'];
  await scenario.restartOperator();
  await scenario.untilReady(older);
  const { status } = await scenario.untilFailing('Conflict', younger);
  expect(status?.entries?.[0]?.message).toContain(`${scenario.namespace}/${older}`);
  expect(await scenario.calls()).toMatchObject({ 'secrets.create': 1 });
});

test('a name stays with the older resource while its Secret is missing', async () => {
  const scenario = await startScenario();
  await scenario.apply(credentialSecret(), store(), resource({ secretRef: { name: 'missing' } }, 'older'));
  const older = await scenario.untilFailing('SecretNotFound', 'older');
  // Only a resource of a later second is younger without doubt.
  await scenario.eventually(() => Date.now() >= Date.parse(older.metadata.creationTimestamp ?? '') + 1_000, {
    until: 'another second has begun',
  });
  await scenario.apply(sourceSecret({ key: 'value' }), resource({}, 'younger'));
  const { status } = await scenario.untilFailing('Conflict', 'younger');
  expect(status?.entries?.[0]?.message).toMatch(/the older SecretsStoreSecret .*\/older has the name/);
  expect(await scenario.remote()).toEqual({});
  await scenario.remove('SecretsStoreSecret', 'older');
  await scenario.untilReady('younger');
});
