import { pipeline, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { request } from '../../src/kube/transport.ts';
import { respondJson } from '../support/fault-server.ts';
import { startLoopbackCluster, statusOf } from './loopback-cluster.ts';

const { signal } = new AbortController();
const get = { method: 'GET', path: '/api/v1/things', signal } as const;

test.each([
  [63 * 1024, ['spec.data']],
  [65 * 1024, []],
])('of a refusal of %i bytes the fields %j are told: more than 64 KiB is no Status', async (sizeBytes, fields) => {
  const status = statusOf(422, 'Invalid', { causes: [{ field: 'spec.data' }] });
  const padding = 'x'.repeat(sizeBytes - JSON.stringify({ ...status, padding: '' }).length);
  const { connection } = await startLoopbackCluster((_, response) =>
    respondJson(response, 422, { ...status, padding }),
  );
  expect(await request(connection, get)).toMatchObject({ ok: false, failure: { kind: 'Invalid', fields } });
});

function* chunksWithoutEnd() {
  for (;;) yield Buffer.alloc(16_384, 'x');
}

test('a refusal without end holds up nobody', async () => {
  const ended = Promise.withResolvers<undefined>();
  const { connection } = await startLoopbackCluster((_, response) => {
    response.writeHead(503);
    pipeline(Readable.from(chunksWithoutEnd()), response, () => ended.resolve(undefined));
  });
  expect(await request(connection, get)).toMatchObject({ ok: false, failure: { detail: 'HTTP 503' } });
  await ended.promise;
});
