import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { resource, sourceSecret } from '../../support/sample-objects.ts';
import { startSynced } from './synced.ts';

const values = { 'app.b': 'two\n', 'app.a': '"one"', 'app.tmp': 'x', other: 'y' } as const;
const data = [{ name: 'APP_CONFIG', bundle: { format: 'Json', include: ['app.*'], exclude: ['*.tmp'] } }] as const;

test('a Json bundle is pushed as one value, and follows the keys that it takes alone', async () => {
  const scenario = await startSynced({ values, spec: { data } });
  expect((await scenario.remote())['APP_CONFIG']?.value).toBe('{"app.a":"\\"one\\"","app.b":"two\\n"}');

  await scenario.apply(sourceSecret({ ...values, other: 'changed', 'app.tmp': 'changed' }));
  await scenario.eventually(async () => (await scenario.kubeRequests())['get secrets app'], { until: 'it is read' });
  await scenario.settle();
  expect(await scenario.calls()).toEqual({});

  await scenario.apply(sourceSecret({ 'app.b': 'two\n', 'app.c': '' }));
  await scenario.eventually(
    async () => (await scenario.remote())['APP_CONFIG']?.value === '{"app.b":"two\\n","app.c":""}',
    { until: 'it has followed' },
  );
  await scenario.untilReady();
  await scenario.settle();
  expect(await scenario.calls()).toMatchObject({ 'secrets.edit': 1 });
});

test('a Dotenv bundle reads back as the Secret has it', async () => {
  const variables = { B: 'two\nlines\n', A: "it's", _c: ' "#" ' };
  const scenario = await startSynced({
    values: variables,
    spec: { data: [{ name: 'ENV', bundle: { format: 'Dotenv' } }] },
  });
  const value = (await scenario.remote())['ENV']?.value ?? '';
  expect(value).toBe(`A="it's"\nB='two\nlines\n'\n_c=' "#" '\n`);
  expect({ ...parseEnv(value) }).toEqual(variables);

  await scenario.apply(sourceSecret({ ...variables, B: '\r\n' }));
  const { status } = await scenario.untilFailing('UnquotableValue');
  expect(status?.entries?.[0]?.message).toMatch(/"ENV".*key "B" of Secret "app"; exclude it, or choose format: Json/);
  await scenario.apply(sourceSecret({ ...variables, 'b.c': '' }));
  const failing = await scenario.untilFailing('InvalidName');
  expect(failing.status?.entries?.[0]?.message).toMatch(/key "b\.c" of Secret "app"/);
  expect((await scenario.remote())['ENV']?.value).toBe(value);
});

test('a bundle that no key is left for says so, and the secret stays', async () => {
  const scenario = await startSynced({ values, spec: { data } });
  await scenario.apply(sourceSecret({ other: 'y' }));
  const { status } = await scenario.untilFailing('KeyMissing');
  expect(status?.entries?.[0]?.message).toMatch(/"APP_CONFIG": Secret "app" has no key that its bundle takes/);
  await scenario.settle();
  expect(await scenario.calls()).toEqual({});
  expect(Object.keys(await scenario.remote())).toEqual(['APP_CONFIG']);
});

test('another format is another value, and its secret goes with the resource', async () => {
  const scenario = await startSynced({
    values: { A: '1' },
    spec: { data: [{ name: 'ENV', bundle: { format: 'Json' } }] },
  });
  await scenario.apply(resource({ data: [{ name: 'ENV', bundle: { format: 'Dotenv' } }] }));
  await scenario.untilReady();
  expect((await scenario.remote())['ENV']?.value).toBe("A='1'\n");
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.untilGone();
  expect(await scenario.remote()).toEqual({});
});
