import { describe, expect, test } from 'vitest';
import { expected } from '../../support/emulator-behaviour.ts';
import { type KubeFault, type KubeTarget, startKubeFaultProxy } from '../../support/kube-fault-proxy.ts';
import { type Scenario, startScenario } from '../../support/operator-harness.ts';
import { credentialSecret, resource, sourceSecret, store } from '../../support/sample-objects.ts';

const canary = 'canary-of-the-source';
const digestKey = 'secrets-store-operator-digest-key';
const ofResource = /\/secretsstoresecrets\/app$/;

interface Case {
  readonly what: string;
  readonly target: KubeTarget;
  /**
   * The patches of our finalizer look alike: the second one takes it off. Events tell of trouble alone, and so the Secret is
   * missing at first where one is to be created.
   */
  readonly when: 'Creating' | 'Missing' | 'Deleting';
}

const cases: readonly Case[] = [
  { what: 'the read of the source', target: { method: 'GET', path: /\/secrets\/app$/ }, when: 'Creating' },
  { what: 'the read of the credential', target: { method: 'GET', path: /\/secrets\/cloudflare$/ }, when: 'Creating' },
  {
    what: 'the read of the digest key',
    target: { method: 'GET', path: new RegExp(`/secrets/${digestKey}$`) },
    when: 'Creating',
  },
  { what: 'the creation of the digest key', target: { method: 'POST', path: /\/secrets$/ }, when: 'Creating' },
  { what: 'the patch that adds the finalizer', target: { method: 'PATCH', path: ofResource }, when: 'Creating' },
  {
    what: 'the first patch of a status',
    target: { method: 'PATCH', path: /\/secretsstoresecrets\/app\/status$/ },
    when: 'Creating',
  },
  {
    what: "the first patch of a store's status",
    target: { method: 'PATCH', path: /\/secretsstores\/default\/status$/ },
    when: 'Creating',
  },
  { what: 'the creation of an Event', target: { method: 'POST', path: /\/events$/ }, when: 'Missing' },
  { what: 'the patch that removes the finalizer', target: { method: 'PATCH', path: ofResource }, when: 'Deleting' },
];

const faults: readonly KubeFault[] = [500, 409, 403, 'reset', 'reset after the work is done'];

describe.each(faults)('an API server that fails once by %s', (fault) => {
  test.each(cases)('at $what: everything is as it should be in the end', async ({ target, when }) => {
    const proxy = await startKubeFaultProxy();
    const scenario = await startScenario({ operator: 'Later', kubeconfigPath: proxy.kubeconfigPath });
    await scenario.apply(credentialSecret(), store(), resource());
    if (when !== 'Missing') await scenario.apply(sourceSecret({ key: canary }));
    if (when !== 'Deleting') proxy.failOnce(target, fault);
    await scenario.restartOperator();
    if (when === 'Missing') {
      await scenario.untilFailing('SecretNotFound');
      await scenario.apply(sourceSecret({ key: canary }));
    }
    await scenario.untilReady();
    await scenario.settle();
    if (when !== 'Deleting') expect(proxy.struck()).toBe(1);
    await expectSynced(scenario);
    await expectFewCalls(scenario);

    await scenario.clearCalls();
    if (when === 'Deleting') proxy.failOnce(target, fault);
    await scenario.remove('SecretsStoreSecret', 'app');
    await scenario.untilGone();
    expect(proxy.struck()).toBe(1);
    expect(await scenario.remote()).toEqual({});
    expect(await scenario.calls()).toEqual({ 'secrets.delete': 1 });
    expect(Object.values(await scenario.kubeRequests()).every((count) => count <= 3)).toBe(true);
    expect(scenario.logLines().filter((line) => line.includes(canary))).toEqual([]);
  });
});

async function expectSynced(scenario: Scenario): Promise<void> {
  const remote = await scenario.remote();
  expect(Object.keys(remote)).toEqual(['KEY']);
  expect(remote['KEY']).toMatchObject({ value: canary, comment: `[k8s test ${scenario.namespace}/app]` });
  const secrets = (await scenario.list('Secret')).map(({ metadata }) => metadata.name);
  expect(secrets.toSorted()).toEqual(['app', 'cloudflare', digestKey]);
  const { metadata, status } = (await scenario.read('SecretsStoreSecret', 'app')) ?? {};
  expect(metadata?.finalizers).toHaveLength(1);
  expect(status?.entries).toMatchObject([{ name: 'KEY', state: 'Synced', secretId: remote['KEY']?.id }]);
  expect(await scenario.read('SecretsStore', 'default')).toMatchObject({ status: { secrets: 1 } });
}

/** What a faultless beginning takes, and a try more of what failed and of what rests on it. */
async function expectFewCalls(scenario: Scenario): Promise<void> {
  const { 'secrets.create': creates, 'secrets.edit': edits = 0, 'secrets.list': lists = 0 } = await scenario.calls();
  expect(creates).toBe(1);
  expect(edits).toBeLessThanOrEqual(1);
  expect(lists).toBeLessThanOrEqual(expected({ default: 4, worstCase: 10 }));
  const many = Object.entries(await scenario.kubeRequests()).filter(([, count]) => count > 5);
  expect(many).toEqual([]);
}
