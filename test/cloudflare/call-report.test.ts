import { expect, it } from 'vitest';
import { createCloudflareApi } from '../../src/cloudflare/api.ts';
import type { CallReport } from '../../src/cloudflare/call-report.ts';
import { startStore, newSecret } from './emulated-store.ts';
import { account, change, credential } from './test-edge.ts';

/** A store whose calls are reported, all that happened so far forgotten. */
async function startReported() {
  const reports: CallReport[] = [];
  const store = await startStore({}, { onCall: (report) => void reports.push(report) });
  return { ...store, reports };
}

it('every request is reported by its operation and its outcome, each try of a read for itself', async () => {
  const { admin, client, reports } = await startReported();
  await admin.inject({ operation: 'quota.get', times: 1, action: { kind: 'status', status: 503 } });
  await client.quota(account, change);
  expect(reports).toMatchObject([
    { operation: 'quota.get', outcome: 'Unavailable' },
    { operation: 'quota.get', outcome: 'Success' },
  ]);
  for (const { waitedMs, tookMs } of reports) expect([waitedMs >= 0, tookMs > 0]).toEqual([true, true]);
});

it('a write for many says for how many', async () => {
  const { address, client, reports } = await startReported();
  const created = await client.createSecrets(
    address,
    ['A', 'B', 'C'].map((name) => newSecret(name)),
    change,
  );
  const [first, ...others] = created.ok ? created.value.map(({ id }) => id) : [];
  if (first === undefined) throw new Error('nothing was created');
  await client.patchSecret(address, first, { comment: 'other' }, change);
  await client.deleteSecret(address, first, change);
  await client.deleteSecrets(address, others, change);
  expect(reports.map(({ operation, secrets }) => [operation, secrets])).toEqual([
    ['secrets.create', 3],
    ['secrets.edit', undefined],
    ['secrets.delete', 1],
    ['secrets.bulkDelete', 2],
  ]);
});

it('a request that was not sent is not reported', async () => {
  const { client, reports } = await startReported();
  await client.quota(account, { ...change, signal: AbortSignal.abort() });
  expect(reports).toEqual([]);
});

it('the budgets are those of the credentials that were ever connected', async () => {
  const { baseUrl } = await startStore();
  const api = createCloudflareApi({ baseUrl, userAgent: 'test', share: 0.5, proxyEnvironment: {} });
  expect(api.budgets()).toEqual([]);
  await api.connect(credential).quota(account, change);
  api.connect(credential);
  expect(api.budgets()).toEqual([
    { credential: 'ApiToken', limit: 600, remaining: 599, waiting: { Change: 0, Resync: 0 }, postponed: 0 },
  ]);
  api.close();
});
