import { expect, test } from 'vitest';
import type { SecretsStoreSecret } from '../../../src/api/resources.ts';
import { startScenario, type ScenarioOptions } from '../../support/operator-harness.ts';
import { credentialSecret, resource, sourceSecret, store } from '../../support/sample-objects.ts';
import { startSynced } from './synced.ts';

type Spec = Partial<SecretsStoreSecret['spec']>;

/** Key `good` and others that are not, all by dataFrom unless the spec says otherwise. */
async function startWith(
  values: Readonly<Record<string, string | Buffer>>,
  spec: Spec = { dataFrom: { include: ['*'] } },
  options?: ScenarioOptions,
) {
  const scenario = await startScenario(options);
  await scenario.apply(credentialSecret(), store(), sourceSecret({ good: 'good', ...values }), resource(spec));
  return scenario;
}

/** What is said of the one entry that is not as it should be, when the others are. */
async function failureBeside(scenario: Awaited<ReturnType<typeof startWith>>, reason: string) {
  const { status } = await scenario.untilResource(
    'app',
    (found) =>
      found.status?.entries?.some((entry) => entry.reason === reason) === true &&
      found.status.entries.some(({ state }) => state === 'Synced'),
    `says ${reason} of one entry and Synced of another`,
  );
  expect(status?.conditions).toMatchObject([
    { type: 'Ready', status: 'False', reason },
    { type: 'Reconciling', status: 'False' },
    { type: 'Stalled', status: 'True' },
  ]);
  const failure = status?.entries?.find((entry) => entry.reason === reason);
  expect(failure?.state).toBe('Failed');
  expect(await scenario.remote()).toMatchObject({ good: { value: 'good' } });
  expect(Object.keys(await scenario.remote())).toHaveLength(1);
  return failure?.message ?? '';
}

test('a Secret that does not exist is waited for, and its arrival is enough', async () => {
  const scenario = await startScenario();
  await scenario.apply(credentialSecret(), store(), resource());
  const { status } = await scenario.untilFailing('SecretNotFound');
  expect(status?.conditions).toMatchObject([
    {
      type: 'Ready',
      message: `Secret "app" does not exist in namespace "${scenario.namespace}"; create it, or correct secretRef; what was pushed stays`,
    },
    { type: 'Reconciling', status: 'True' },
    { type: 'Stalled', status: 'False' },
  ]);
  await scenario.apply(sourceSecret({ key: 'value' }));
  await scenario.untilReady();
});

test.each([
  ['does not exist', []],
  ['is refused', [{ ...sourceSecret({ key: 'value' }), type: 'helm.sh/release.v1' }]],
])('a resource of dataFrom alone is not Ready while its Secret %s', async (_what, secrets) => {
  const scenario = await startScenario();
  await scenario.apply(credentialSecret(), store(), ...secrets, resource({ dataFrom: { include: ['*'] } }));
  await scenario.untilFailing(secrets.length === 0 ? 'SecretNotFound' : 'SourceRefused');
  await scenario.apply({ ...sourceSecret({ other: 'value' }, 'second') });
  await scenario.apply(resource({ dataFrom: { include: ['*'] }, secretRef: { name: 'second' } }));
  await scenario.untilReady();
});

test('a chosen key that the Secret has never had is named', async () => {
  const scenario = await startWith(
    {},
    {
      data: [
        { name: 'good', key: 'good' },
        { name: 'KEY', key: 'nope' },
      ],
    },
  );
  expect(await failureBeside(scenario, 'KeyMissing')).toMatch(
    /"KEY": key "nope" of Secret "app" is missing; add the key/,
  );
});

test('bytes that are no UTF-8 are refused, never mangled', async () => {
  const scenario = await startWith({ binary: Buffer.from([0xc3, 0x28]) });
  expect(await failureBeside(scenario, 'InvalidUtf8')).toMatch(
    /"binary": key "binary" of Secret "app" is not valid UTF-8; .*encoding: Base64/,
  );
});

test('a key that gives no name at Cloudflare is refused', async () => {
  const scenario = await startWith({ 'tls.key': 'value' });
  expect(await failureBeside(scenario, 'InvalidName')).toMatch(/key "tls\.key" as "tls\.key".*UpperSnake/);
});

test('of two keys that lead to one name none is pushed', async () => {
  const scenario = await startWith(
    { 'a.b': 'one', 'a-b': 'two' },
    { data: [{ name: 'good', key: 'good' }], dataFrom: { include: ['a*'], naming: { case: 'UpperSnake' } } },
  );
  expect(await failureBeside(scenario, 'DuplicateName')).toMatch(/"A_B": key "a-b" and key "a\.b" both.*exclude one/);
});

test('bytes are counted, not characters', async () => {
  const scenario = await startWith({ fits: 'üüüü', long: 'üüüüx' }, undefined, { settings: { maxValueBytes: 8 } });
  const { status } = await scenario.untilFailing('ValueTooLarge');
  expect(status?.conditions?.[0]?.message).toMatch(
    /"long": key "long" of Secret "app" is larger than the 8 bytes.*smaller/,
  );
  await scenario.eventually(async () => (await scenario.remote())['fits'], { until: 'what fits is there' });
  expect(await scenario.remote()).not.toHaveProperty('long');
});

test('a value that Cloudflare finds too long is said of its entry alone', async () => {
  const scenario = await startWith({ long: 'x'.repeat(20) }, undefined, { emulator: { maxValueBytes: 10 } });
  expect(await failureBeside(scenario, 'ValueTooLarge')).toMatch(
    /create secret "long" in store "default_secrets_store".*smaller/,
  );
});

test('an empty value is refused', async () => {
  const scenario = await startWith({ empty: '' });
  expect(await failureBeside(scenario, 'EmptyValue')).toMatch(/"empty": key "empty" of Secret "app" is empty; give it/);
});

test('an unknown scope is said of its entry alone', async () => {
  const data = [
    { name: 'good', key: 'good' },
    { name: 'ODD', key: 'good', scopes: ['odd_scope'] },
  ];
  const scenario = await startWith({}, { data });
  expect(await failureBeside(scenario, 'UnknownScope')).toMatch(/"ODD".*scopes; known .*workers/);
});

test('an entry that goes bad keeps what was pushed, and the others go on', async () => {
  const scenario = await startSynced({ values: { A: 'one', B: 'two' }, spec: { dataFrom: { include: ['*'] } } });
  await scenario.apply(sourceSecret({ A: '', B: 'changed' }));
  await scenario.untilFailing('EmptyValue');
  await scenario.eventually(async () => (await scenario.remote())['B']?.value === 'changed', { until: 'B is changed' });
  expect((await scenario.remote())['A']?.value).toBe('one');
  expect(await scenario.calls()).toMatchObject({ 'secrets.edit': 1 });
});
