import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { rateLimitNews } from '../../src/cloudflare/ratelimit-headers.ts';
import { retryAfterMs } from '../../src/cloudflare/retry-after.ts';
import { secretId } from '../../src/core/ids.ts';
import { SecretValue } from '../../src/core/secret-value.ts';
import { startFaultServer } from '../support/fault-server.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { address, change, connectTo } from './test-edge.ts';

const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    [null],
    [[]],
    1e300,
    JSON.parse('[{"__proto__":1,"id":"a","name":"A","toString":null}]'),
  ),
  fc.jsonValue({ maxDepth: 3 }),
);
const envelopes = fc.record(
  { success: fc.oneof(fc.boolean(), odd), result: odd, errors: odd, result_info: odd },
  { requiredKeys: [] },
);
const bodies = fc.oneof(
  envelopes.map((json) => JSON.stringify(json)),
  odd.map((json) => JSON.stringify(json)),
  fc.string(),
);
const statuses = fc.constantFrom(200, 201, 202, 400, 401, 403, 404, 409, 413, 500, 502);
const headerTexts = fc.oneof(
  fc.string({ unit: 'grapheme-ascii' }),
  fc.stringMatching(/^"?[a-z]{0,5}"?(;[a-z]=[0-9.e-]{0,14}){0,4}$/),
);

test('whatever Cloudflare answers, each call comes to an end, with a result or a failure', async () => {
  let answer = { status: 200, body: '' };
  const server = await startFaultServer((_, response) => response.writeHead(answer.status).end(answer.body));
  await fc.assert(
    fc.asyncProperty(statuses, bodies, async (status, body) => {
      answer = { status, body };
      // A client of its own each time: one refused credential would keep the next calls from being sent.
      const client = connectTo({ baseUrl: server.url, clock: new ManualClock() });
      const secret = { name: 'A', value: new SecretValue('x'), scopes: ['workers'], comment: '' };
      const results = await Promise.all([
        client.patchSecret(address, secretId('a'), secret, change),
        client.createSecrets(address, [secret], change),
        client.deleteSecrets(address, [secretId('a')], change),
      ]);
      for (const { ok } of results) expect(typeof ok).toBe('boolean');
    }),
    { numRuns: 60 },
  );
  expect(server.seen.length).toBeGreaterThan(60);
});

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
