import { describe, expect, test, vi } from 'vitest';
import { startKubeFaultProxy } from '../../support/kube-fault-proxy.ts';
import { type Scenario, startScenario } from '../../support/operator-harness.ts';
import { alone, startOperatorProcess } from '../../support/operator-process.ts';
import { credentialSecret, resource, sourceSecret, store } from '../../support/sample-objects.ts';
import { lineOf, timeOf } from './log-lines.ts';

/** The shortest that there is: whoever leads and is not heard of is replaced after 6 s, and gives up itself after 4 s. */
const shortLease = ['--lease-seconds=6'];

// Up to two processes, of which one may first have to run out of its time.
vi.setConfig({ testTimeout: 180_000 });

type OperatorProcess = Awaited<ReturnType<typeof startOperatorProcess>>;

const leaseOf = async (scenario: Scenario) => (await scenario.read('Lease', 'secrets-store-operator'))?.spec;

/** A leader whose resource "app" is Ready, and a second operator that stands by; the calls are counted from before the second one came. */
async function startTwo(first: Parameters<typeof startOperatorProcess>[1] = {}) {
  const scenario = await startScenario({ operator: 'Later' });
  await scenario.apply(
    credentialSecret(),
    store(),
    sourceSecret({ A: 'one' }),
    resource({ dataFrom: { include: ['*'] } }),
  );
  const leader = await startOperatorProcess(scenario, { flags: shortLease, ...first });
  await scenario.untilReady();
  await untilQuiet(scenario);
  await scenario.clearCalls();
  const standby = await startOperatorProcess(scenario, { flags: shortLease, until: 'StandingBy' });
  await scenario.eventually(() => lineOf(standby, 'caches are filled'), {
    until: 'the second one has filled its caches',
  });
  return { scenario, leader, standby };
}

/** A second passes without a call: what a first sync has set going is over. */
async function untilQuiet(scenario: Scenario): Promise<void> {
  let seen = { count: -1, sinceMs: 0 };
  await scenario.eventually(
    async () => {
      const { length: count } = await scenario.admin.calls();
      if (count !== seen.count) seen = { count, sinceMs: Date.now() };
      return Date.now() - seen.sinceMs > 1_500;
    },
    { until: 'nothing is called any more' },
  );
}

const untilLeading = async (scenario: Scenario, operator: OperatorProcess): Promise<void> =>
  void (await scenario.eventually(() => lineOf(operator, 'leading'), {
    until: 'the second one leads',
    timeoutMs: 60_000,
  }));

const leaderMetric = async ({ scrape }: OperatorProcess): Promise<string | undefined> =>
  /^secrets_store_operator_leader (\d)$/m.exec(await scrape())?.[1];

test('of two operators one works; the other is ready, knows all, and calls nobody', async () => {
  const { scenario, leader, standby } = await startTwo();
  expect([await leaderMetric(leader), await leaderMetric(standby)]).toEqual(['1', '0']);
  expect([await standby.probe('livez'), await standby.probe('readyz'), await standby.probe('startupz')]).toEqual([
    '200 ok',
    '200 ok',
    '200 ok',
  ]);
  const holder = lineOf(standby, 'another operator leads; standing by')?.['holder'];
  expect((await leaseOf(scenario))?.holderIdentity).toBe(holder);
  expect(lineOf(leader, 'leading')).toMatchObject({ identity: holder });
  expect(await scenario.calls()).toEqual({});

  await scenario.apply(sourceSecret({ A: 'two' }));
  await scenario.eventually(async () => (await scenario.remote())['A']?.value === 'two', { until: 'A is changed' });
  expect(await scenario.calls()).toMatchObject({ 'secrets.edit': 1 });
});

test('at SIGTERM the one ends its work, and then the other goes on at once', async () => {
  const { scenario, leader, standby } = await startTwo();
  await scenario.admin.inject({ operation: 'secrets.edit', times: 1, action: { kind: 'delay', ms: 1_500 } });
  await scenario.apply(sourceSecret({ A: 'two' }));
  await scenario.eventually(async () => (await scenario.admin.faults()).some(({ fired }) => fired === 1), {
    until: 'the write is under way',
  });
  expect(await leader.stop('SIGTERM')).toBe(0);
  await untilLeading(scenario, standby);
  const [written, released, leads] = [
    timeOf(leader, 'wrote to Cloudflare', 'last'),
    timeOf(leader, 'the lease is given back'),
    timeOf(standby, 'leading'),
  ];
  expect(written).toBeLessThanOrEqual(released);
  expect(released).toBeLessThanOrEqual(leads);
  // Long before it would have looked by itself, or the lease would have run out.
  expect(leads - released).toBeLessThan(5_000);

  await scenario.apply(sourceSecret({ A: 'three' }));
  await scenario.eventually(async () => (await scenario.remote())['A']?.value === 'three', { until: 'A is changed' });
  expect((await scenario.calls())['secrets.edit']).toBe(2);
  expect((await leaseOf(scenario))?.leaseTransitions).toBe(1);
});

test('from SIGTERM at a leader with nothing under way until the other one leads it is less than two seconds', async () => {
  const { scenario, leader, standby } = await startTwo();
  const sentMs = Date.now();
  expect(await leader.stop('SIGTERM')).toBe(0);
  await untilLeading(scenario, standby);
  const tookMs = timeOf(standby, 'leading') - sentMs;
  console.log(`From SIGTERM until the other one leads: ${tookMs} ms`);
  expect(tookMs).toBeLessThan(2_000);
});

test('a leader that stood still while another took its place writes nothing when it goes on, and ends', async () => {
  const { scenario, leader, standby } = await startTwo();
  // When the answer to its create comes, it has a deletion to send, a status to write and Events to record.
  await scenario.admin.inject({
    operation: 'secrets.create',
    times: 1,
    action: { kind: 'delay', ms: 5_000, when: 'after' },
  });
  await scenario.apply(sourceSecret({ B: 'two' }));
  await scenario.eventually(async () => (await scenario.remote())['B'], { until: 'B is created' });
  const goOn = leader.freeze();
  await untilLeading(scenario, standby);
  await scenario.untilReady();
  await scenario.eventually(async () => !('A' in (await scenario.remote())), { until: 'A is deleted' });
  await untilQuiet(scenario);
  const before = { remote: await scenario.remote(), ...(await cluster(scenario)) };
  await scenario.clearCalls();

  goOn();
  expect(await leader.exitCode()).toBe(1);
  expect(await scenario.calls()).toEqual({});
  expect({ remote: await scenario.remote(), ...(await cluster(scenario)) }).toEqual(before);
  expect(lineOf(leader, notRenewed)).toBeDefined();
});

const notRenewed = 'the lease could not be renewed in time, and another operator may lead; ending';

async function cluster(scenario: Scenario) {
  const versions = [
    await scenario.read('SecretsStoreSecret', 'app'),
    await scenario.read('SecretsStore', 'default'),
  ].map((object) => object?.metadata.resourceVersion);
  return { versions, events: (await scenario.list('Event')).length };
}

describe('a leader ends with exit code 1, its calls are cut,', () => {
  test('when another one holds its lease', async () => {
    const { scenario, leader, standby } = await startTwo();
    expect(await standby.stop('SIGTERM')).toBe(0);
    await scenario.admin.inject({ operation: 'secrets.edit', times: 1, action: { kind: 'hang' } });
    await scenario.apply(sourceSecret({ A: 'two' }));
    await scenario.eventually(async () => (await scenario.admin.faults()).some(({ fired }) => fired === 1), {
      until: 'the write hangs',
    });
    await scenario.patch('Lease', 'secrets-store-operator', { spec: { holderIdentity: 'somebody-else' } });
    expect(await leader.exitCode()).toBe(1);
    expect(lineOf(leader, 'the lease was taken; ending')).toMatchObject({ holder: 'somebody-else' });
    expect(timeOf(leader, 'stopped') - timeOf(leader, 'the lease was taken; ending')).toBeLessThan(5_000);
    expect((await leaseOf(scenario))?.holderIdentity).toBe('somebody-else');
  });

  test('when the API server answers it no longer, and another one that is answered takes over', async () => {
    const proxy = await startKubeFaultProxy();
    const { scenario, leader, standby } = await startTwo({ kubeconfigPath: proxy.kubeconfigPath, flags: shortLease });
    proxy.freeze();
    expect(await leader.exitCode()).toBe(1);
    expect(lineOf(leader, notRenewed)).toBeDefined();
    await untilLeading(scenario, standby);
    expect(timeOf(leader, notRenewed)).toBeLessThan(timeOf(standby, 'leading'));
  });
});

test('an operator that cannot have its lease stands by, says why, and goes on when it can', async () => {
  const proxy = await startKubeFaultProxy();
  const scenario = await startScenario({ operator: 'Later' });
  await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'value' }), resource());
  for (const after of [0, 1]) proxy.failOnce({ method: 'POST', path: /\/leases$/ }, 403, after);
  const operator = await startOperatorProcess(scenario, { kubeconfigPath: proxy.kubeconfigPath });
  await scenario.untilReady();
  const warned = operator.lines().filter((line) => line.includes('cannot write the Lease'));
  expect(warned).toEqual([expect.stringContaining('"detail":"RBAC or admission forbids it"')]);
});

test('an operator that is started while the API server is away waits for it, and leads when it is back', async () => {
  const scenario = await startScenario({ operator: 'Later' });
  const proxy = await startKubeFaultProxy();
  const times = [0, 1];
  for (const after of times) proxy.failOnce({ method: 'GET', path: /\/namespaces\/kube-system$/ }, 'reset', after);
  for (const after of times) proxy.failOnce({ method: 'GET', path: /\/leases\// }, 'reset', after);
  const { kubeconfigPath } = proxy;
  const args = [`--watch-namespaces=${scenario.namespace}`];
  const operator = await startOperatorProcess(scenario, { kubeconfigPath, until: 'Leading', args });
  expect(lineOf(operator, 'the API server does not answer; waiting for it')).toMatchObject({ level: 'warn' });
  await scenario.eventually(async () => (await operator.probe('readyz')) === '200 ok', { until: 'it is ready' });
});

test('without leader election there is no lease', async () => {
  const scenario = await startScenario({ operator: 'Later' });
  await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'value' }), resource());
  const operator = await startOperatorProcess(scenario, { flags: alone });
  await scenario.untilReady();
  expect([await leaseOf(scenario), await leaderMetric(operator)]).toEqual([undefined, '1']);
});
