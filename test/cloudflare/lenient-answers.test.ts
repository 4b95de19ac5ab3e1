import { describe, expect, it } from 'vitest';
import type { CloudflareClient } from '../../src/cloudflare/client.ts';
import { secretId } from '../../src/core/ids.ts';
import { newSecret } from './emulated-store.ts';
import { envelopeOf, refusalOf, respondJson, startFaultServer, type SeenRequest } from '../support/fault-server.ts';
import { account, address, change, connectTo } from './test-edge.ts';

const id = secretId('3fd85f74b32742f1bff64a85009dda07');
const full = {
  id,
  name: 'KEY',
  store_id: address.storeId,
  status: 'active',
  comment: 'info',
  scopes: ['workers', 'ai_gateway'],
  created: '2026-01-01T00:00:00Z',
  modified: '2026-01-02T00:00:00Z',
};

/** A client of a server that answers every request so. */
async function clientOf(status: number, text: string): Promise<CloudflareClient> {
  const server = await startFaultServer((_, response) => response.writeHead(status).end(text));
  return connectTo({ baseUrl: server.url });
}

const clientOfResult = (result: unknown) => clientOf(200, JSON.stringify(envelopeOf(result)));

describe('a secret', () => {
  it.each([
    ['sorts its scopes', full, { scopes: ['ai_gateway', 'workers'], comment: 'info' }],
    ['has an empty comment for null', { ...full, comment: null }, { comment: '' }],
    ['has an empty comment for none', { ...full, comment: undefined }, { comment: '' }],
    ['has no scopes for none', { ...full, scopes: undefined }, { scopes: [] }],
    ['was modified when it was created unless it says', { ...full, modified: undefined }, { modified: full.created }],
    ['may come alone in an array', [full], { id }],
  ])('%s', async (_, result, expected) => {
    const client = await clientOfResult(result);
    expect(await client.getSecret(address, id, change)).toMatchObject({ ok: true, value: expected });
  });

  it('that is marked as deleted is not found', async () => {
    const client = await clientOfResult({ ...full, status: 'deleted' });
    expect(await client.getSecret(address, id, change)).toEqual({ ok: false, failure: { kind: 'SecretNotFound' } });
  });

  it('that was created may come as an object', async () => {
    const client = await clientOfResult(full);
    const created = await client.createSecrets(address, [newSecret('KEY')], change);
    expect(created).toMatchObject({ ok: true, value: [{ id }] });
  });
});

describe('a deletion', () => {
  it.each([
    ['an envelope with null', 202, JSON.stringify(envelopeOf(null))],
    ['nothing', 202, ''],
    ['the deleted object, as older descriptions say', 200, JSON.stringify(envelopeOf(full))],
    ['an envelope without "success"', 200, '{"result":null}'],
  ])('succeeds with %s', async (_, status, text) => {
    const client = await clientOf(status, text);
    expect(await client.deleteSecret(address, id, change)).toEqual({ ok: true, value: undefined });
    expect(await client.deleteSecrets(address, [id], change)).toEqual({ ok: true, value: undefined });
  });

  it('that answers a page was perhaps done', async () => {
    const client = await clientOf(200, '<html>');
    expect(await client.deleteSecret(address, id, change)).toEqual({
      ok: false,
      failure: { kind: 'Unavailable', detail: 'HTTP 200 with an unknown answer', processed: 'Maybe' },
    });
  });

  it('names its ids in the body, for several', async () => {
    const server = await startFaultServer((_, response) => response.writeHead(202).end());
    await connectTo({ baseUrl: server.url }).deleteSecrets(address, [id, secretId('b')], change);
    expect(server.seen[0]).toMatchObject({ method: 'DELETE', body: JSON.stringify({ ids: [id, 'b'] }) });
  });
});

describe('a wrong shape', () => {
  const wrong = [
    '',
    'null',
    '[]',
    '"text"',
    '{"result":',
    '<html>',
    '{"success":true,"result":[]}',
    '{"result":{"id":7}}',
  ];

  it.each(wrong)('is Unavailable, with a stable text, where an object should be: %s', async (text) => {
    const client = await clientOf(200, text);
    const failure = { kind: 'Unavailable', detail: 'HTTP 200 with an unknown answer', processed: 'No' };
    expect(await client.getSecret(address, id, change)).toEqual({ ok: false, failure });
    expect(await client.quota(account, change)).toEqual({ ok: false, failure });
    expect(await client.getStore(address, change)).toEqual({ ok: false, failure });
  });

  it.each(['', '{"result":null}', '{"result":{"secrets":[]}}', '{"result":[{"name":"no id"}]}', '{"result":["x"]}'])(
    'is Unavailable where a list should be: %s',
    async (text) => {
      const client = await clientOf(200, text);
      expect(await client.listSecrets(address, change)).toMatchObject({ ok: false, failure: { kind: 'Unavailable' } });
    },
  );
});

const secretsFrom = (start: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ ...full, id: `id-${start + index}`, name: `S${start + index}` }));
const pageOf = ({ url }: SeenRequest) => Number(new URL(url, 'http://x').searchParams.get('page'));

describe('an error inside a success', () => {
  it('is a failure all the same', async () => {
    const client = await clientOf(200, JSON.stringify(refusalOf(1001, 'secret_not_found')));
    const failure = { kind: 'SecretNotFound' };
    expect(await client.getSecret(address, id, change)).toEqual({ ok: false, failure });
    expect(await client.deleteSecrets(address, [id], change)).toEqual({ ok: false, failure });
  });
});

describe('pages', () => {
  it('are asked for oldest first, a hundred at a time', async () => {
    const server = await startFaultServer((_, response) => respondJson(response, 200, envelopeOf([])));
    await connectTo({ baseUrl: server.url }).listSecrets(address, change);
    expect(server.seen[0]?.url).toMatch(/\/secrets\?page=1&per_page=100&order=created&direction=asc$/);
  });

  it('end at the first one that is not full when nothing is said about them', async () => {
    const server = await startFaultServer((request, response) =>
      respondJson(response, 200, envelopeOf(pageOf(request) === 1 ? secretsFrom(0, 100) : secretsFrom(100, 3))),
    );
    const listed = await connectTo({ baseUrl: server.url }).listSecrets(address, change);
    expect(listed.ok && listed.value.length).toBe(103);
    expect(server.seen.map(pageOf)).toEqual([1, 2, 1]);
  });

  it('may be smaller than we asked', async () => {
    const server = await startFaultServer((request, response) => {
      const result = pageOf(request) <= 2 ? secretsFrom(pageOf(request) * 20, 20) : secretsFrom(60, 1);
      respondJson(response, 200, { success: true, result, result_info: { per_page: 20 } });
    });
    const listed = await connectTo({ baseUrl: server.url }).listSecrets(address, change);
    expect(listed.ok && listed.value.length).toBe(41);
  });

  it('that are said to hold nothing end at an empty one', async () => {
    const server = await startFaultServer((request, response) => {
      const result = pageOf(request) === 1 ? secretsFrom(0, 3) : [];
      respondJson(response, 200, { success: true, result, result_info: { per_page: 0 } });
    });
    const listed = await connectTo({ baseUrl: server.url }).listSecrets(address, change);
    expect(listed.ok && listed.value.length).toBe(3);
    expect(server.seen.map(pageOf)).toEqual([1, 2, 1]);
  });

  it('that show a secret twice count it once', async () => {
    const server = await startFaultServer((request, response) =>
      respondJson(response, 200, envelopeOf(pageOf(request) === 1 ? secretsFrom(0, 100) : secretsFrom(99, 2))),
    );
    const listed = await connectTo({ baseUrl: server.url }).listSecrets(address, change);
    expect(listed.ok && listed.value.length).toBe(101);
  });

  it('without end are given up', async () => {
    const server = await startFaultServer((_, response) => respondJson(response, 200, envelopeOf(secretsFrom(0, 100))));
    expect(await connectTo({ baseUrl: server.url }).listSecrets(address, change)).toEqual({
      ok: false,
      failure: { kind: 'Unavailable', detail: 'a list without end', processed: 'No' },
    });
    expect(server.seen).toHaveLength(100);
  });

  it('fail together', async () => {
    const server = await startFaultServer((request, response) =>
      pageOf(request) === 1
        ? respondJson(response, 200, envelopeOf(secretsFrom(0, 100)))
        : response.writeHead(503).end('<html>'),
    );
    expect(await connectTo({ baseUrl: server.url }).listSecrets(address, change)).toEqual({
      ok: false,
      failure: { kind: 'Unavailable', detail: 'HTTP 503', processed: 'No' },
    });
  });
});
