import { expect, test } from 'vitest';
import { startScenario } from '../../support/operator-harness.ts';
import { credentialSecret, resource, sourceSecret, store } from '../../support/sample-objects.ts';

test('a Secret that is there is never said to be missing, however late its watch tells of it', async () => {
  const scenario = await startScenario();
  await scenario.apply(credentialSecret(), store());
  await scenario.untilStore({ status: 'True', reason: 'StoreReady' });
  const names = Array.from({ length: 10 }, (_, index) => `app-${index}`);
  for (const name of names) {
    await scenario.apply(
      sourceSecret({ key: 'value' }, name),
      resource({ secretRef: { name }, data: [{ name: name.toUpperCase(), key: 'key' }] }, name),
    );
  }
  for (const name of names) await scenario.untilReady(name);
  // Synced, and nothing before.
  expect((await scenario.kubeRequests())['patch secretsstoresecrets/status']).toBe(names.length);
});

const serviceAccount = { 'kubernetes.io/service-account.name': 'default' };

test.each(['kubernetes.io/service-account-token', 'bootstrap.kubernetes.io/token', 'helm.sh/release.v1'])(
  'a Secret of type %s is refused, whether the watch shows it or not',
  async (type) => {
    const scenario = await startScenario();
    const { metadata, ...rest } = sourceSecret({ key: 'value' });
    const secret = { ...rest, metadata: { ...metadata, annotations: serviceAccount }, type };
    await scenario.eventually(async () => (await scenario.tryApply(secret)).status < 300, { until: 'it is there' });
    await scenario.apply(credentialSecret(), store(), resource());
    const { status } = await scenario.untilFailing('SourceRefused');
    expect(status?.conditions?.[0]?.message).toMatch(
      /Cannot push Secret "app": one of type .* must not leave the cluster/,
    );
    expect(await scenario.remote()).toEqual({});
  },
);
