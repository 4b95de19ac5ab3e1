import { expect, test } from 'vitest';
import { startOperatorProcess } from '../../support/operator-process.ts';
import { sourceSecret } from '../../support/sample-objects.ts';
import { numbered, prepareMany, untilAllReady } from './many-resources.ts';
import { startSynced } from './synced.ts';

/** Of times, nothing is asserted: the machine may be busy. What is measured is printed. */
const samples = 20;
const many = numbered(100);
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
  expect((await scenario.calls())['secrets.edit']).toBe(samples);
  const sorted = tookMs.toSorted((a, b) => a - b);
  console.log(
    `From the Secret's change to its PATCH: p50 ${sorted[Math.ceil(samples * 0.5) - 1]} ms, ` +
      `p95 ${sorted[Math.ceil(samples * 0.95) - 1]} ms, of ${samples}`,
  );
});

/** Nearly half of it is Node's own binary, mapped; of the rest, each start differs by some MiB. */
const mostMib = 110;

test(`an operator that looks after a hundred resources stays below ${mostMib} MiB`, async () => {
  const scenario = await prepareMany(many);
  const operator = await startOperatorProcess(scenario);
  await untilAllReady(scenario, many);
  const rssBytes = await operator.rssBytes();
  console.log(`Memory with 100 resources: ${(rssBytes / mib).toFixed(1)} MiB RSS`);
  expect(rssBytes).toBeLessThan(mostMib * mib);
});
