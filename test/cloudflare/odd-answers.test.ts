import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CloudflareClient } from '../../src/cloudflare/client.ts';
import { Credential } from '../../src/cloudflare/credential.ts';
import { rateLimitNews } from '../../src/cloudflare/ratelimit-headers.ts';
import { retryAfterMs } from '../../src/cloudflare/retry-after.ts';
import type { CloudflareFailure } from '../../src/core/cloudflare-failure.ts';
import { secretId } from '../../src/core/ids.ts';
import type { Result } from '../../src/core/result.ts';
import { SecretValue } from '../../src/core/secret-value.ts';
import { startFaultServer } from '../support/fault-server.ts';
import { account, address, change, connectAll } from './test-edge.ts';

/** What a careless server might say back. */
const canary = 'canary-4c7e';

const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    [null],
    [[]],
    1e300,
    canary,
    JSON.parse('[{"__proto__":1,"id":"a","name":"A","toString":null}]'),
  ),
  fc.jsonValue({ maxDepth: 3 }),
);
/** As Cloudflare words them, but for a field or two. */
const nearly = fc.record(
  {
    id: fc.oneof(fc.constantFrom('a', 'b'), odd),
    name: fc.oneof(fc.constantFrom('A', 'B'), odd),
    status: fc.oneof(fc.constantFrom('active', 'pending', 'deleted'), odd),
    expires_on: odd,
    secrets: fc.record({ quota: fc.oneof(fc.integer(), odd), usage: odd }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const counts = fc.oneof(fc.constantFrom<unknown>(0, -1, 1, 2, 100, 1e9, 1.5, '3'), odd);
const pageInfo = fc.record(
  { page: counts, per_page: counts, count: counts, total_count: counts, total_pages: counts },
  { requiredKeys: [] },
);
const refusals = fc.array(fc.record({ code: counts, message: odd }, { requiredKeys: [] }), { maxLength: 2 });
const envelopes = fc.record(
  {
    success: fc.oneof(fc.boolean(), odd),
    result: fc.oneof(nearly, fc.array(nearly, { maxLength: 3 }), odd),
    errors: fc.oneof(refusals, odd),
    result_info: fc.oneof(pageInfo, odd),
  },
  { requiredKeys: [] },
);
const bodies = fc.oneof(
  envelopes.map((json) => JSON.stringify(json)),
  odd.map((json) => JSON.stringify(json)),
  fc.string(),
);
const statuses = fc.constantFrom(200, 201, 202, 400, 401, 403, 404, 409, 413, 429, 500, 502);
const headerTexts = fc.oneof(
  fc.string({ unit: 'grapheme-ascii' }),
  fc.stringMatching(/^"?[a-z]{0,5}"?(;[a-z]=[0-9.e-]{0,14}){0,4}$/),
);

interface Answered {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

const answers: fc.Arbitrary<Answered> = fc.record({
  status: statuses,
  body: bodies,
  headers: fc.dictionary(
    fc.constantFrom('retry-after', 'ratelimit', 'ratelimit-policy', 'cf-ray', 'date'),
    headerTexts,
  ),
});

/** Every call that there is. */
const calls: readonly ((client: CloudflareClient) => Promise<Result<unknown, CloudflareFailure>>)[] = [
  async (client) => client.quota(account, change),
  async (client) => client.listStores(account, change),
  async (client) => client.getStore(address, change),
  async (client) => client.createStore(account, 'main', change),
  async (client) => client.deleteStore(address, change),
  async (client) => client.listSecrets(address, change),
  async (client) => client.getSecret(address, secretId('a'), change),
  async (client) => client.createSecrets(address, [secret], change),
  async (client) => client.patchSecret(address, secretId('a'), secret, change),
  async (client) => client.deleteSecret(address, secretId('a'), change),
  async (client) => client.deleteSecrets(address, [secretId('a'), secretId('b')], change),
  async (client) => client.duplicateSecret(address, secretId('a'), secret, change),
  async (client) => client.verify(account, change),
];
const secret = { name: 'A', value: new SecretValue(canary), scopes: ['workers'], comment: '' };

test('whatever Cloudflare answers, each call comes to an end, with a result or a failure', async () => {
  let answer: Answered = { status: 200, body: '', headers: {} };
  const server = await startFaultServer((_, response) =>
    response.writeHead(answer.status, answer.headers).end(answer.body),
  );
  // A wait for the rate limit has a test of its own.
  const api = connectAll({ baseUrl: server.url, maxWaitMs: 0 });
  let credentials = 0;
  // A credential of its own each time: one that was refused, or is at its limit, would keep the next calls from being sent.
  const connect = (): CloudflareClient =>
    api.connect(Credential.apiToken(new SecretValue(`${canary}-${(credentials += 1)}`)));
  await fc.assert(
    fc.asyncProperty(answers, async (given) => {
      answer = given;
      for (const result of await Promise.all(calls.map(async (call) => call(connect())))) {
        if (!result.ok) expectTyped(result.failure);
      }
    }),
    { numRuns: 100 },
  );
  expect(server.seen.length).toBeGreaterThan(100 * calls.length);
});

/** It has a kind, short words of our own, and nothing of what was sent or answered. */
function expectTyped(failure: CloudflareFailure): void {
  const text = JSON.stringify(failure);
  expect(failure.kind).toMatch(/^[A-Z][A-Za-z]+$/);
  expect(text).not.toContain(canary);
  expect(text.length).toBeLessThan(1_000);
  if ('retryAfterMs' in failure) expect(failure.retryAfterMs).toBeLessThanOrEqual(3_600_000);
}

test('whatever headers say, waits are bounded and limits are whole numbers', () => {
  fc.assert(
    fc.property(headerTexts, headerTexts, (limit, policy) => {
      const header = (name: string): string | undefined => ({ ratelimit: limit, 'ratelimit-policy': policy })[name];
      for (const number of Object.values(rateLimitNews({ status: 200, header, text: '' })))
        if (number !== undefined) expect(Number.isSafeInteger(number) && number >= 0).toBe(true);
      const waitMs = retryAfterMs(limit, policy) ?? 0;
      expect(waitMs >= 0 && waitMs <= 3_600_000).toBe(true);
    }),
  );
});
