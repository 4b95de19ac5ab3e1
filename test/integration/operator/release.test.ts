import { expect, inject, test } from 'vitest';
import type { Scenario } from '../../support/operator-harness.ts';
import { type Ended, runProgram } from '../../support/run-program.ts';
import { accountId, clusterStore, resource, token } from '../../support/sample-objects.ts';
import { startSynced } from './synced.ts';

const annotation = { 'secretsstore.dev/release': 'true' };
const warnings = async (scenario: Scenario): Promise<readonly { readonly note: string }[]> =>
  (await scenario.list('Event')).filter(({ reason }) => reason === 'Released');

/** The program with these words, as a user calls it. */
const run = async (...words: readonly string[]): Promise<Ended> =>
  runProgram([...words, '--kubeconfig', inject('kubeconfigPath')]);

test('the annotation lets a suspended resource go that is being deleted, and says what stays', async () => {
  const scenario = await startSynced();
  await scenario.annotate('SecretsStoreSecret', 'app', annotation);
  await scenario.settle();
  expect(await scenario.read('SecretsStoreSecret', 'app')).toBeDefined();
  await scenario.apply(resource({ suspend: true }));
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.untilGone();
  await scenario.eventually(async () => (await warnings(scenario)).length > 0, { until: 'an Event tells of it' });
  expect(await warnings(scenario)).toMatchObject([{ type: 'Warning', note: expect.stringContaining('KEY') }]);
  expect(scenario.logLines().find((line) => line.includes('released'))).toContain('"secrets":["KEY"]');
  expect(await scenario.calls()).toEqual({});
  expect((await scenario.remote())['KEY']?.comment).toBe(`[k8s test ${scenario.namespace}/app]`);
});

test('it lets go while the credential is refused and the store is gone', async () => {
  const scenario = await startSynced();
  await scenario.admin.settings({ accounts: [{ id: accountId, revokeTokens: [token] }] });
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.untilFailing('CredentialRefused');
  await scenario.annotate('SecretsStoreSecret', 'app', annotation);
  await scenario.untilGone();
  expect(Object.keys(await scenario.remote())).toEqual(['KEY']);
});

test('the command lets go where no operator runs, with a line for each secret that stays', async () => {
  const scenario = await startSynced({ values: { a: '1', b: '2' }, spec: { dataFrom: { include: ['*'] } } });
  const key = `${scenario.namespace}/app`;
  const early = await run('release', key);
  expect(early).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('is not being deleted') });
  await scenario.annotate('SecretsStoreSecret', 'app', { 'secretsstore.dev/release': null });
  await scenario.stopOperator();
  await scenario.remove('SecretsStoreSecret', 'app');
  const { exitCode, stdout, stderr } = await run('release', key);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout.trimEnd().split('\n')).toEqual([
    `SecretsStoreSecret ${key} was let go by this command, since no operator did`,
    expect.stringMatching(/^stays at Cloudflare: secret "a" \(id [0-9a-f]{32}, store [0-9a-f]{32}\)$/),
    expect.stringMatching(/^stays at Cloudflare: secret "b"/),
  ]);
  expect(await scenario.read('SecretsStoreSecret', 'app')).toBeUndefined();
  expect(await warnings(scenario)).toHaveLength(1);
});

test('the command leaves it to an operator that runs, and fails where there is nothing of that name', async () => {
  const scenario = await startSynced();
  const key = `${scenario.namespace}/app`;
  await scenario.apply(resource({ suspend: true }));
  await scenario.remove('SecretsStoreSecret', 'app');
  expect(await run('release', key)).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining(`SecretsStoreSecret ${key} was let go\nstays at Cloudflare: secret "KEY"`),
  });
  await scenario.untilGone();
  expect(await run('release', key)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining(`Cannot read SecretsStoreSecret ${key}`),
  });
});

test('with --store the command lets go of a store of either kind', async () => {
  const scenario = await startSynced();
  await scenario.apply(clusterStore({}, scenario.namespace));
  await scenario.stopOperator();
  await scenario.patch('ClusterSecretsStore', scenario.namespace, {
    metadata: { finalizers: ['secretsstore.dev/store-in-use'] },
  });
  await scenario.patch('SecretsStore', 'default', { metadata: { finalizers: ['secretsstore.dev/store-in-use'] } });
  await scenario.remove('ClusterSecretsStore', scenario.namespace);
  await scenario.remove('SecretsStore', 'default');
  expect(await run('release', scenario.namespace, '--store')).toMatchObject({ exitCode: 0 });
  expect(await run('release', `${scenario.namespace}/default`, '--store')).toMatchObject({ exitCode: 0 });
  expect(await scenario.read('ClusterSecretsStore', scenario.namespace)).toBeUndefined();
  expect(await scenario.read('SecretsStore', 'default')).toBeUndefined();
});
