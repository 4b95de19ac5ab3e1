import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import type { CloudflareClient } from '../../src/cloudflare/client.ts';
import { Credential } from '../../src/cloudflare/credential.ts';
import { secretId } from '../../src/core/ids.ts';
import { SecretValue } from '../../src/core/secret-value.ts';
import { refusalOf, respondJson, startFaultServer, urlOfNobody, type Respond } from '../support/fault-server.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { address, change, connectTo } from './test-edge.ts';

const tokenCanary = 'canary-token-8d1e';
const valueCanary = 'canary-value-8d1e';
const credential = Credential.apiToken(new SecretValue(tokenCanary));
const value = new SecretValue(valueCanary);

/** Every way to print a thing that somebody might choose. */
const printed = (thing: unknown): string =>
  [inspect(thing, { depth: Infinity, showHidden: true }), JSON.stringify(thing), String(thing)].join('\n');

async function outcomesOf(client: CloudflareClient): Promise<readonly unknown[]> {
  const secret = { name: 'A', value, scopes: ['workers'], comment: '' };
  return [
    await client.createSecrets(address, [secret], change),
    await client.patchSecret(address, secretId('a'), { value }, change),
    await client.listSecrets(address, change),
    await client.verify(address.accountId, change),
  ];
}

/** Says everything back that it was told, as a careless server or proxy would. */
const echo =
  (status: number): Respond =>
  ({ headers, body }, response) =>
    respondJson(response, status, refusalOf(1003, `${headers.authorization} ${body}`), {
      'X-Echo': String(headers.authorization),
    });

const never: Respond = () => undefined;

const faults: readonly (readonly [string, Respond])[] = [
  ['a refusal that quotes them', echo(400)],
  ['a 5xx that quotes them', echo(500)],
  ['a 429 that quotes them', echo(429)],
  ['an answer of the wrong shape that quotes them', echo(200)],
  ['a page that quotes them', ({ body }, response) => response.writeHead(403).end(`<html>${body}`)],
  ['a redirect', (_, response) => response.writeHead(302, { Location: 'http://127.0.0.1:1/' }).end()],
  ['a reset', (_, response) => response.socket?.resetAndDestroy()],
  ['a time-out', never],
  ['an answer that is too long', (_, response) => response.end(' '.repeat(100_000))],
];

it.each(faults)('neither token nor value comes back from %s', async (_, respond) => {
  const clock = new ManualClock();
  const server = await startFaultServer((request, response) => {
    respond(request, response);
    if (respond === never) clock.advance(30_000);
  });
  const client = connectTo({ baseUrl: server.url, credential, clock, maxAnswerBytes: 50_000 });
  const outcomes = await outcomesOf(client);
  expect(printed(outcomes)).not.toContain('canary');
  expect(server.seen.some(({ body }) => body.includes(valueCanary))).toBe(true);
  expect(server.seen.some(({ headers }) => headers.authorization === `Bearer ${tokenCanary}`)).toBe(true);
});

it('neither token nor value comes back when nobody listens', async () => {
  const client = connectTo({ baseUrl: await urlOfNobody(), credential });
  expect(printed(await outcomesOf(client))).not.toContain('canary');
});

it('no client shows the token', () => {
  expect(printed(connectTo({ baseUrl: 'http://nothing.invalid', credential }))).not.toContain('canary');
});
