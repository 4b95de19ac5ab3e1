import { expect, test } from 'vitest';
import { type KubeObject, parseKubeObject } from '../../src/kube/kube-object.ts';
import { list } from '../../src/kube/list.ts';
import { turnsDuring } from '../support/turns-during.ts';
import { workFor } from '../support/work-for.ts';
import { respondJson } from '../support/fault-server.ts';
import { startLoopbackCluster, thing, thingList } from './loopback-cluster.ts';
import { listing, play } from './scripted-watch.ts';

const many = (count: number): readonly object[] =>
  Array.from({ length: count }, (_, index) => thing(`thing-${index}`, 100));

test('objects that take their time to be looked at leave everything else its turns', async () => {
  const { reflector } = await play(
    { lists: [listing(100, many(100))] },
    {
      transform: (object) => {
        workFor(2);
        return object;
      },
    },
  );
  expect(await turnsDuring(async () => reflector.synced)).toBeGreaterThan(5);
});

test('so does a list that has much to tell', async () => {
  const { reflector } = await play({ lists: [listing(100, many(100))] }, { onChange: () => workFor(2) });
  expect(await turnsDuring(async () => reflector.synced)).toBeGreaterThan(5);
});

test('what is written while a list is told is told as it is then, beside how it was before the list', async () => {
  const told: (readonly (string | undefined)[])[] = [];
  const newer = parseKubeObject(thing('thing-99', 200));
  const { reflector } = await play(
    { lists: [listing(100, many(100))] },
    {
      onChange: (key, now, before) => {
        if (key === 'shop/thing-99') told.push([before?.metadata.resourceVersion, now?.metadata.resourceVersion]);
        if (told.length === 0 && key === 'shop/thing-50' && newer) reflector.put(newer);
        workFor(2);
      },
    },
  );
  await reflector.synced;
  expect(told).toEqual([
    ['100', '200'],
    [undefined, '200'],
  ]);
});

test('pages that are too large are asked for in shorter ones, and nothing is missing', async () => {
  const large = Array.from({ length: 6 }, (_, index) =>
    thing(`thing-${index}`, 100, { annotations: { note: 'x'.repeat(1_500_000) } }),
  );
  const { reflector, requests, problems } = await play(
    {
      lists: [
        (response, { url }) => {
          const params = new URL(url, 'http://loopback').searchParams;
          const from = Number(params.get('continue'));
          const to = from + Number(params.get('limit'));
          respondJson(response, 200, thingList(100, large.slice(from, to), to < large.length ? String(to) : ''));
        },
      ],
    },
    { pageSize: 8 },
  );
  await reflector.synced;
  expect(reflector.size).toBe(6);
  expect(requests('list').map((params) => params.get('limit'))).toEqual(['8', '4', '2', '2', '2']);
  expect(problems).toEqual([]);
});

test.each([
  ['that shows the same objects again', () => thing('thing', 100), 2],
  ['that shows other objects each time', (page: number) => thing(`thing-${page}`, 100), 51],
])('a list without end %s is given up', async (_how, objectOf, requests) => {
  const { connection, seen } = await startLoopbackCluster((_, response) =>
    respondJson(response, 200, thingList(100, [objectOf(seen.length)], `and so on ${seen.length}`)),
  );
  const { signal } = new AbortController();
  const options = { signal, pageSize: 1, maxObjects: 50, transform: (object: KubeObject) => object };
  const listed = await list(connection, { path: '/apis/example.com/v1/things', accept: 'full' }, options);
  expect(listed).toEqual({ ok: false, failure: { kind: 'Unavailable', detail: 'the list has no end' } });
  expect(seen).toHaveLength(requests);
});
