import { afterAll, beforeAll, expect, test } from 'vitest';
import { userAgent } from '../../../src/cli/version.ts';
import { type ControlPlane, startControlPlane } from '../../control-plane/control-plane.ts';
import { atMost } from '../../support/at-most.ts';
import { countRequests, followAuditLog } from '../../support/audit-log.ts';
import { installCrds } from '../../support/crds.ts';
import { startKubeFaultProxy } from '../../support/kube-fault-proxy.ts';
import { type Scenario, startScenario } from '../../support/operator-harness.ts';
import { alone, startOperatorProcess } from '../../support/operator-process.ts';
import { credentialSecret, resource, sourceSecret, store } from '../../support/sample-objects.ts';

/** Of this file's own, since its tests break it. */
let controlPlane: ControlPlane;

beforeAll(async () => {
  controlPlane = await startControlPlane({ kubectl: true });
  await installCrds(controlPlane);
});

afterAll(async () => controlPlane.stop());

/** The operator as it is shipped, behind a proxy, with resource "app" synced; everything is counted from here on. */
async function startBehindProxy() {
  const proxy = await startKubeFaultProxy(controlPlane.kubeconfigPath);
  const scenario = await startScenario({ operator: 'Later', controlPlane });
  await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'first' }), resource());
  const operator = await startOperatorProcess(scenario, { kubeconfigPath: proxy.kubeconfigPath, flags: alone });
  await scenario.untilReady();
  await scenario.untilTold();
  await scenario.eventually(() => proxy.watches() === watchCount, { until: 'everything is watched' });
  await scenario.clearCalls();
  const audit = await followAuditLog(controlPlane.auditLogPath, userAgent);
  const probes = async () => [await operator.probe('livez'), await operator.probe('readyz')];
  return { scenario, proxy, probes, requests: async () => countRequests(await audit.requests()) };
}

/** Our three kinds, and Secrets. */
const watchCount = 4;

const well = ['200 ok', '200 ok'];

async function untilPushed({ eventually, remote, untilReady, untilTold }: Scenario, value: string): Promise<void> {
  await eventually(async () => (await remote())['KEY']?.value === value, {
    until: `KEY is "${value}"`,
    timeoutMs: 60_000,
  });
  await untilReady();
  await untilTold();
}

const saidOf = async (scenario: Scenario) => (await scenario.read('SecretsStoreSecret', 'app'))?.status;

/** Three at most were seen of any kind; a loop without backoff makes hundreds. */
const expectFew = (requests: Readonly<Record<string, number>>): void =>
  expect(Object.entries(requests).filter(([, count]) => count > 6)).toEqual([]);

test('an API server that dies during a write and comes back is told what was written, and what changed meanwhile is pushed', async () => {
  const { scenario, proxy, probes, requests } = await startBehindProxy();
  await scenario.admin.inject({ operation: 'secrets.edit', times: 1, action: { kind: 'delay', ms: 1_000 } });
  await scenario.apply(sourceSecret({ key: 'second' }));
  await scenario.eventually(async () => (await scenario.admin.faults())[0]?.fired === 1, {
    until: 'a write is under way',
  });
  await controlPlane.restartApiServer(async () => {
    await scenario.eventually(async () => (await scenario.remote())['KEY']?.value === 'second', {
      until: 'the write is done, and nobody can be told',
    });
    expect(await probes()).toEqual(well);
  });
  await scenario.apply(sourceSecret({ key: 'third' }));
  await untilPushed(scenario, 'third');
  await scenario.eventually(() => proxy.watches() === watchCount, { until: 'everything is watched again' });
  expect(await probes()).toEqual(well);
  // What could not be recorded may be written once more.
  expect((await scenario.calls())['secrets.edit']).toBeLessThanOrEqual(3);
  expectFew(await requests());
}, 120_000);

test('a change that is made while watches are cut, and of which etcd has forgotten the way to it, is pushed once', async () => {
  const { scenario, proxy, probes, requests } = await startBehindProxy();
  const thaw = proxy.freeze();
  proxy.cutWatches();
  const before = await saidOf(scenario);
  for (const value of ['second', 'third']) await scenario.apply(sourceSecret({ key: value }));
  await controlPlane.compactEtcd();
  await controlPlane.restartApiServer();
  expect(await probes()).toEqual(well);
  expect(await saidOf(scenario)).toEqual(before);
  expect(await scenario.calls()).toEqual({});
  thaw();
  await untilPushed(scenario, 'third');
  await scenario.eventually(() => proxy.watches() === watchCount, { until: 'everything is watched again' });
  expect(await probes()).toEqual(well);
  expect((await scenario.calls())['secrets.edit']).toBe(1);
  // That it had to list shows that the way was forgotten.
  expect((await requests())['list secrets']).toBe(1);
  expectFew(await requests());
}, 120_000);

test('an API server that stands still during a write is told what was written when it goes on, and what changed meanwhile is pushed once', async () => {
  const { scenario, probes, requests } = await startBehindProxy();
  await scenario.admin.inject({ operation: 'secrets.edit', times: 1, action: { kind: 'delay', ms: 1_000 } });
  await scenario.apply(sourceSecret({ key: 'second' }));
  await scenario.eventually(async () => (await scenario.admin.faults())[0]?.fired === 1, {
    until: 'a write is under way',
  });
  controlPlane.pause();
  let change: Promise<unknown>;
  try {
    await scenario.eventually(async () => (await scenario.remote())['KEY']?.value === 'second', {
      until: 'the write is done, and nobody can be told',
    });
    change = scenario.apply(sourceSecret({ key: 'third' }));
    await atMost(async () => (await scenario.callLog()).length, { what: 'calls', times: 4, withinMs: 3_000 });
    expect(await probes()).toEqual(well);
  } finally {
    controlPlane.resume();
  }
  await change;
  await untilPushed(scenario, 'third');
  expect((await scenario.calls())['secrets.edit']).toBe(2);
  expectFew(await requests());
}, 120_000);

test('a watch that tells nothing keeps nothing else waiting, and what it had to tell is pushed once', async () => {
  const { scenario, proxy, probes, requests } = await startBehindProxy();
  const speak = proxy.hold(`/api/v1/namespaces/${scenario.namespace}/secrets`);
  proxy.cutWatches();
  await scenario.eventually(() => proxy.watches() === watchCount, { until: 'everything is watched again' });
  await scenario.apply(sourceSecret({ key: 'second' }));
  await scenario.apply(resource({ data: [{ name: 'OTHER', key: 'key' }] }, 'other'));
  await scenario.untilReady('other');
  const { status } = (await scenario.read('SecretsStoreSecret', 'app')) ?? {};
  // Of which state of the Secret it is Ready, it says itself.
  expect(status?.source?.resourceVersion).not.toBe((await scenario.read('Secret', 'app'))?.metadata.resourceVersion);
  expect(await probes()).toEqual(well);
  expect((await scenario.remote())['KEY']?.value).toBe('first');
  speak();
  await untilPushed(scenario, 'second');
  expect((await scenario.calls())['secrets.edit']).toBe(1);
  expectFew(await requests());
}, 120_000);
