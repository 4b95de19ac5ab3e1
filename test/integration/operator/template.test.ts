import { expect, test } from 'vitest';
import { startScenario } from '../../support/operator-harness.ts';
import { credentialSecret, resource, sourceSecret, store } from '../../support/sample-objects.ts';
import { looks, startSynced } from './synced.ts';

const template = 'postgres://$(user):$(password)@db/$$(shop)';
const data = [{ name: 'DATABASE_URL', template }] as const;
const values = { user: 'shop', password: 'first' } as const;
const startWithTemplate = async () => startSynced({ values, spec: { data } });

test('a template is pushed as one value, and follows each of its keys by one PATCH', async () => {
  const scenario = await startWithTemplate();
  expect(await scenario.remote()).toMatchObject({ DATABASE_URL: { value: 'postgres://shop:first@db/$(shop)' } });
  await scenario.apply(sourceSecret({ ...values, password: '$(user)', other: 'no key of it' }));
  await scenario.eventually(
    async () => (await scenario.remote())['DATABASE_URL']?.value === 'postgres://shop:$(user)@db/$(shop)',
    { until: 'it has followed' },
  );
  await scenario.untilTold();
  await scenario.settle();
  expect(await scenario.calls()).toEqual({ 'secrets.edit': 1, 'secrets.list': looks(1) });
});

test('another template is pushed, and status tells it from the one before', async () => {
  const scenario = await startWithTemplate();
  const before = (await scenario.read('SecretsStoreSecret', 'app'))?.status?.entries?.[0];
  expect(before?.source).toMatch(/^template:[0-9a-f]{16}$/);
  await scenario.apply(resource({ data: [{ name: 'DATABASE_URL', template: 'mysql://$(user)' }] }));
  const { status } = await scenario.untilReady();
  expect(status?.entries?.[0]?.source).not.toBe(before?.source);
  expect(await scenario.remote()).toMatchObject({ DATABASE_URL: { value: 'mysql://shop' } });
});

test('while a key is missing it is named, and the secret at Cloudflare stays', async () => {
  const scenario = await startWithTemplate();
  await scenario.apply(sourceSecret({ user: 'shop' }));
  const { status } = await scenario.untilFailing('KeyMissing');
  expect(status?.entries).toMatchObject([{ name: 'DATABASE_URL', state: 'Failed', reason: 'KeyMissing' }]);
  expect(status?.entries?.[0]?.message).toMatch(
    /"DATABASE_URL": Secret "app" lacks key "password", which the template/,
  );
  await scenario.settle();
  expect(await scenario.calls()).toEqual({});
  expect(await scenario.remote()).toMatchObject({ DATABASE_URL: { value: 'postgres://shop:first@db/$(shop)' } });

  await scenario.apply(sourceSecret({ ...values, password: 'second' }));
  await scenario.untilReady();
  expect(await scenario.remote()).toMatchObject({ DATABASE_URL: { value: 'postgres://shop:second@db/$(shop)' } });
});

test('a second look and a restart read no value and write nothing', async () => {
  const scenario = await startSynced({ values, spec: { data, dataFrom: { include: ['*'] } } });
  await scenario.nudge('app');
  expect(await scenario.calls()).toEqual({});
  expect(await scenario.kubeRequests()).toEqual({});
  await scenario.restartOperator();
  await scenario.settle();
  expect(await scenario.calls()).toEqual({ 'quota.get': 1, 'secrets.list': 1 });
  expect(Object.keys(await scenario.kubeRequests())).not.toContain('get secrets app');
});

test('what a template makes is counted in bytes, and bytes that are no text are refused', async () => {
  const scenario = await startScenario({ settings: { maxValueBytes: 8 } });
  const long = [
    { name: 'LONG', template: '$(a)$(a)x' },
    { name: 'FITS', template: '$(a)$(a)' },
    { name: 'ODD', template: '$(odd)' },
  ];
  await scenario.apply(
    credentialSecret(),
    store(),
    sourceSecret({ a: 'üü', odd: Buffer.from([0xff]) }),
    resource({ data: long }),
  );
  await scenario.eventually(async () => (await scenario.remote())['FITS']?.value === 'üüüü', {
    until: 'FITS is there',
  });
  const { status } = await scenario.untilFailing('ValueTooLarge');
  const reasons = Object.fromEntries((status?.entries ?? []).map(({ name, reason }) => [name, reason]));
  expect(reasons).toMatchObject({ LONG: 'ValueTooLarge', ODD: 'InvalidUtf8' });
  expect(Object.keys(await scenario.remote())).toEqual(['FITS']);
});
