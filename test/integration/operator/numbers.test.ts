import { expect, test } from 'vitest';
import { startScenario, type Scenario } from '../../support/operator-harness.ts';
import { startOperatorProcess } from '../../support/operator-process.ts';
import { credentialSecret, resource, sourceSecret, store } from '../../support/sample-objects.ts';
import { startSynced } from './synced.ts';

/** Of times, nothing is asserted: the machine may be busy. What is measured is printed. */
const samples = 20;
const many = Array.from({ length: 100 }, (_, index) => `app-${index}`);
const mib = 1024 * 1024;

test(`a change of a Secret reaches Cloudflare (${samples} samples)`, async () => {
  const scenario = await startSynced({ emulator: { activationDelayMs: 0 } });
  const tookMs: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const changedMs = Date.now();
    await scenario.apply(sourceSecret({ key: `value ${sample}` }));
    const patched = await scenario.eventually(
      async () => (await scenario.callLog()).filter(({ operation }) => operation === 'secrets.edit')[sample],
      { until: `change ${sample} is there` },
    );
    tookMs.push(Date.parse(patched.at) - changedMs);
    await scenario.untilReady();
  }
  expect(await scenario.calls()).toEqual({ 'secrets.edit': samples });
  const sorted = tookMs.toSorted((a, b) => a - b);
  console.log(
    `From the Secret's change to its PATCH: p50 ${sorted[Math.ceil(samples * 0.5) - 1]} ms, ` +
      `p95 ${sorted[Math.ceil(samples * 0.95) - 1]} ms, of ${samples}`,
  );
});

/** A hundred resources of one entry each, with a Secret each, before any operator runs. */
async function startMany(): Promise<Scenario> {
  const scenario = await startScenario({ operator: 'Later', account: { secretsQuota: 200 } });
  await scenario.apply(credentialSecret(), store());
  await Promise.all(
    many.map(async (name, index) =>
      scenario.apply(
        sourceSecret({ key: `value ${index}` }, name),
        resource({ secretRef: { name }, data: [{ name: `KEY_${index}`, key: 'key' }] }, name),
      ),
    ),
  );
  return scenario;
}

async function untilAllReady(scenario: Scenario): Promise<void> {
  for (const name of many) await scenario.untilReady(name);
}

test('the first sync of a hundred resources stays within its budget', async () => {
  const scenario = await startMany();
  const beganMs = performance.now();
  await scenario.restartOperator();
  await untilAllReady(scenario);
  const tookMs = Math.round(performance.now() - beganMs);
  const [calls, requests] = [await scenario.calls(), await scenario.kubeRequests()];
  const reads = Object.entries(requests).filter(([what]) => what.startsWith('get secrets app-'));
  console.log(
    `First sync of 100 resources: ${tookMs} ms, ${JSON.stringify(calls)}, ${reads.length} Secrets read, ` +
      `${requests['patch secretsstoresecrets/status'] ?? 0} status writes, ${requests['create events'] ?? 0} Events`,
  );
  expect(calls).toMatchObject({ 'tokens.verifyUser': 1, 'stores.list': 1, 'quota.get': 1 });
  expect(calls['secrets.create']).toBeLessThanOrEqual(2);
  expect(reads.map(([, count]) => count)).toEqual(many.map(() => 1));
  expect(requests['patch secretsstoresecrets/status']).toBeLessThanOrEqual(200);
  expect(requests['patch secretsstoresecrets']).toBe(100);

  await scenario.clearCalls();
  await Promise.all(many.map(async (name) => scenario.remove('SecretsStoreSecret', name)));
  for (const name of many) await scenario.untilGone(name);
  expect(await scenario.remote()).toEqual({});
  const [deletions, gone] = [await scenario.calls(), await scenario.kubeRequests()];
  console.log(`100 deleted together: ${JSON.stringify(deletions)}, ${JSON.stringify(gone)}`);
  expect((deletions['secrets.delete'] ?? 0) + (deletions['secrets.bulkDelete'] ?? 0)).toBeLessThanOrEqual(2);
  expect(gone['patch secretsstoresecrets']).toBe(100);
  expect(Object.keys(gone).filter((what) => what.startsWith('get secrets'))).toEqual([]);
});

/** Nearly half of it is Node's own binary, mapped; of the rest, each start differs by some MiB. */
const mostMib = 110;

test(`an operator that looks after a hundred resources stays below ${mostMib} MiB`, async () => {
  const scenario = await startMany();
  const operator = await startOperatorProcess(scenario);
  await untilAllReady(scenario);
  const rssBytes = await operator.rssBytes();
  console.log(`Memory with 100 resources: ${(rssBytes / mib).toFixed(1)} MiB RSS`);
  expect(rssBytes).toBeLessThan(mostMib * mib);
});
