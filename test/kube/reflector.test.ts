import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { ManualClock } from '../support/manual-clock.ts';
import { reset, statusOf, thing } from './loopback-cluster.ts';
import { type Scene, added, event, listing, play, refusing, streaming } from './scripted-watch.ts';

const until = async (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 40_000, interval: 5 });
const hasTold = async ({ told }: Scene, lines: readonly string[]): Promise<void> =>
  until(() => expect(told).toEqual(lines));

describe('a watch that breaks', () => {
  const partOfAnEvent = added('b', 102).slice(0, 40);
  test.each([
    ['by a RST in the middle of a line', streaming([added('a', 101), partOfAnEvent], reset), 'Unavailable'],
    [
      'by a line that ends too early',
      streaming([added('a', 101), partOfAnEvent], (response) => response.end()),
      'Unavailable',
    ],
    ['by a line that is not JSON', streaming([added('a', 101), '<html>canary-91</html>\n']), 'Unavailable'],
    ['by an event without an object', streaming([added('a', 101), event('ADDED', {})]), 'Unavailable'],
    [
      'by an error inside the stream',
      streaming([added('a', 101), event('ERROR', statusOf(500, 'InternalError'))]),
      'Unavailable',
    ],
  ])('%s goes on from the last event, without a list', async (_, fault, kind) => {
    const scene = await play({ watches: [fault, streaming([added('b', 102)])] });
    await hasTold(scene, ['+a@101', '+b@102']);
    expect(scene.requests('watch').map((params) => params.get('resourceVersion'))).toEqual(['100', '101']);
    expect(scene.requests('list')).toHaveLength(1);
    expect(scene.problems).toMatchObject([{ kind }]);
    expect(JSON.stringify(scene.problems)).not.toContain('canary');
  });

  test.each([
    [401, 'Unauthorized', 'Unauthorized'],
    [403, 'Forbidden', 'Forbidden'],
    [404, 'NotFound', 'NotFound'],
    [429, 'TooManyRequests', 'TooManyRequests'],
    [500, 'InternalError', 'Unavailable'],
    [503, 'ServiceUnavailable', 'Unavailable'],
    [504, 'Timeout', 'Unavailable'],
  ])('with HTTP %i goes on from where it was', async (status, reason, kind) => {
    const clock = new ManualClock();
    const scene = await play(
      { watches: [refusing(status, statusOf(status, reason)), streaming([added('b', 102)])] },
      { clock },
    );
    await until(() => expect(clock.timers).toBe(1));
    expect(scene.problems).toMatchObject([{ kind, status }]);
    clock.advance(1_000);
    await hasTold(scene, ['+b@102']);
    expect(scene.requests('list')).toHaveLength(1);
  });

  test('again and again waits longer each time, up to its maximum', async () => {
    const clock = new ManualClock();
    const backoff = { baseMs: 100, maxMs: 400 };
    const scene = await play({ watches: [refusing(500, {})] }, { clock, backoff, random: () => 1 });
    for (const [index, waitMs] of [100, 200, 400, 400].entries()) {
      await until(() => expect(clock.timers).toBe(1));
      clock.advance(waitMs - 1);
      expect([clock.timers, scene.requests('watch').length]).toEqual([1, index + 1]);
      clock.advance(1);
    }
  });

  test('after one that ended well waits as for the first time', async () => {
    const clock = new ManualClock();
    const endsWell = streaming([added('a', 101)], (response) => response.end());
    const fails = refusing(500, {});
    const backoff = { baseMs: 100, maxMs: 400 };
    const scene = await play({ watches: [fails, fails, endsWell, fails] }, { clock, backoff, random: () => 1 });
    for (const [index, waitMs] of [100, 200, 100, 200].entries()) {
      await until(() => expect([scene.problems.length, clock.timers]).toEqual([index + 1, 1]));
      clock.advance(waitMs - 1);
      expect(clock.timers).toBe(1);
      clock.advance(1);
    }
  });

  test('after it has lasted waits as for the first time', async () => {
    const clock = new ManualClock();
    const cut = Promise.withResolvers<undefined>();
    const lasts = streaming([added('a', 101)], (response) => void cut.promise.then(() => reset(response)));
    const backoff = { baseMs: 100, maxMs: 400 };
    const scene = await play({ watches: [refusing(500, {}), lasts] }, { clock, backoff, random: () => 1 });
    await until(() => expect(clock.timers).toBe(1));
    clock.advance(100);
    await hasTold(scene, ['+a@101']);
    clock.advance(401);
    cut.resolve(undefined);
    await until(() => expect([scene.problems.length, clock.timers]).toEqual([2, 1]));
    clock.advance(100);
    expect(clock.timers).toBe(0);
  });

  test('waits for as long as Retry-After says', async () => {
    const clock = new ManualClock();
    const scene = await play(
      { watches: [refusing(429, {}, { 'retry-after': '7' }), streaming([added('a', 101)])] },
      { clock },
    );
    await until(() => expect(clock.timers).toBe(1));
    clock.advance(6_999);
    await turn();
    expect([clock.timers, scene.requests('watch').length]).toEqual([1, 1]);
    clock.advance(1);
    await hasTold(scene, ['+a@101']);
  });

  test('by ending at once and without an event counts as a failure, so that it does not spin', async () => {
    const clock = new ManualClock();
    const scene = await play({ watches: [streaming([], (response) => response.end())] }, { clock });
    await until(() => expect(clock.timers).toBe(1));
    expect(scene.problems).toMatchObject([{ kind: 'Unavailable', detail: 'the watch ended at once' }]);
    expect(scene.requests('watch')).toHaveLength(1);
  });

  test('by silence beyond its time is cut, and taken up again', async () => {
    const silent = streaming([]);
    const scene = await play(
      { watches: [silent, streaming([added('a', 101)])] },
      { watchSeconds: 0, watchGraceMs: 50, random: () => 0 },
    );
    await hasTold(scene, ['+a@101']);
    expect(scene.problems[0]).toMatchObject({ kind: 'Unavailable', detail: 'timed out' });
  });
});

describe('a version that is too old', () => {
  const changed = listing(200, [thing('kept', 90), thing('changed', 150), thing('new', 160)]);
  const before = listing(100, [thing('kept', 90), thing('changed', 91), thing('gone', 92)]);
  test.each([
    ['in an answer', refusing(410, statusOf(410, 'Expired'))],
    ['inside the stream', streaming([event('ERROR', statusOf(410, 'Expired'))])],
  ])('%s is mended by a list at once, which tells what changed', async (_, gone) => {
    const clock = new ManualClock();
    const scene = await play({ lists: [before, changed], watches: [gone, streaming([added('last', 201)])] }, { clock });
    await until(() => expect(scene.told).toContain('+last@201'));
    const first = ['+kept@90', '+changed@91', '+gone@92'];
    expect(scene.told).toEqual([...first, '~changed@150', '+new@160', '-gone', '+last@201']);
    expect(scene.problems).toMatchObject([{ kind: 'Gone' }]);
    expect(scene.reflector.counts.missed).toBe(0);
  });

  test('right after the list waits before the next one', async () => {
    const clock = new ManualClock();
    const scene = await play({ watches: [refusing(410, {})] }, { clock });
    await until(() => expect(clock.timers).toBe(1));
    expect(scene.requests('list')).toHaveLength(2);
  });

  test('in the middle of a list begins the list anew', async () => {
    const lists = [
      listing(100, [thing('a', 1)], 'page-2'),
      refusing(410, {}),
      listing(101, [thing('a', 1)], 'page-2'),
      listing(101, [thing('b', 2)]),
    ];
    const scene = await play({ lists });
    await hasTold(scene, ['+a@1', '+b@2']);
    expect(scene.requests('list').map((params) => params.get('continue'))).toEqual([null, 'page-2', null, 'page-2']);
    expect(scene.requests('list').map((params) => params.get('limit'))).toEqual(Array(4).fill('250'));
  });
});

describe('a list', () => {
  test.each([401, 403, 429, 500])('that fails with %i is tried again until it succeeds', async (status) => {
    const scene = await play(
      { lists: [refusing(status, {}, { 'retry-after': '0' }), listing(100, [thing('a', 1)])] },
      { backoff: { baseMs: 1, maxMs: 1 } },
    );
    await scene.reflector.synced;
    expect([scene.told, scene.problems.length]).toEqual([['+a@1'], 1]);
  });

  test('of a kind that is not there yet is tried again until it is', async () => {
    const missing = refusing(404, {});
    const scene = await play({ lists: [missing, missing, missing, listing(100, [thing('a', 1)])] });
    expect(scene.reflector.isSynced).toBe(false);
    await scene.reflector.synced;
    expect(scene.reflector.isSynced).toBe(true);
    expect(scene.problems.map(({ kind }) => kind)).toEqual(['NotFound', 'NotFound', 'NotFound']);
  });

  test.each([
    ['cut off', (response: Parameters<typeof reset>[0]) => response.end('{"kind":"ThingList","items":[{"canary')],
    ['something else', (response: Parameters<typeof reset>[0]) => response.end('{"canary":1}')],
    ['reset', reset],
  ])('that is %s is tried again', async (_, fault) => {
    const scene = await play({ lists: [fault, listing(100, [thing('a', 1)])] });
    await scene.reflector.synced;
    expect(scene.problems).toMatchObject([{ kind: 'Unavailable' }]);
    expect(JSON.stringify(scene.problems)).not.toContain('canary');
  });

  test('whose items are null is empty', async () => {
    const scene = await play({ lists: [listing(100, null)] });
    await scene.reflector.synced;
    expect(scene.reflector.size).toBe(0);
  });

  test('is told once all of it is in the mirror', async () => {
    const sizes: number[] = [];
    const scene = await play(
      { lists: [listing(100, [thing('a', 1), thing('b', 2)])] },
      { onChange: () => void sizes.push(scene.reflector.size) },
    );
    await scene.reflector.synced;
    expect(sizes).toEqual([2, 2]);
  });

  test('is taken again when it is due, and counts what the watch should have told', async () => {
    const ends = streaming([event('BOOKMARK', { metadata: { resourceVersion: '500' } })], (response) => response.end());
    const scene = await play(
      {
        lists: [listing(100, [thing('a', 1)]), listing(600, [thing('a', 400), thing('b', 550)])],
        watches: [ends, streaming([])],
      },
      { relistMs: 0 },
    );
    await hasTold(scene, ['+a@1', '~a@400', '+b@550']);
    expect(scene.reflector.counts.missed).toBe(1);
  });
});

describe('the requests', () => {
  test('ask for bookmarks, a time, the selectors, and for metadata alone where that is enough', async () => {
    const scene = await play(
      {},
      { accept: 'metadata', fieldSelector: 'type!=x', labelSelector: 'a=b', random: () => 0.5 },
    );
    await until(() => expect(scene.requests('watch')).toHaveLength(1));
    const [list, watch] = scene.server.seen;
    expect(list?.headers.accept).toBe('application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1');
    expect(watch?.headers.accept).toBe('application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1');
    expect(Object.fromEntries(scene.requests('list')[0] ?? [])).toEqual({
      limit: '250',
      fieldSelector: 'type!=x',
      labelSelector: 'a=b',
    });
    expect(Object.fromEntries(scene.requests('watch')[0] ?? [])).toEqual({
      watch: 'true',
      allowWatchBookmarks: 'true',
      timeoutSeconds: '450',
      resourceVersion: '100',
      fieldSelector: 'type!=x',
      labelSelector: 'a=b',
    });
    expect(watch?.headers['user-agent']).toBe('kube-test/1.0');
  });

  test('go on from the last bookmark', async () => {
    const bookmark = event('BOOKMARK', {
      kind: 'Thing',
      apiVersion: 'example.com/v1',
      metadata: { resourceVersion: '777' },
    });
    const scene = await play({
      watches: [streaming([added('a', 101), bookmark], (response) => response.end()), streaming([])],
    });
    await until(() => expect(scene.requests('watch')).toHaveLength(2));
    expect(scene.requests('watch')[1]?.get('resourceVersion')).toBe('777');
    expect([scene.told, scene.problems]).toEqual([['+a@101'], []]);
  });
});

describe('an event', () => {
  test('whose characters are split over chunks arrives whole', async () => {
    const bytes = Buffer.from(event('ADDED', thing('a', 101, { labels: { name: 'Grüße 🗝️' } })));
    const scene = await play({
      watches: [
        (response) => {
          response.writeHead(200);
          void (async () => {
            for (const byte of bytes) {
              response.write(Buffer.of(byte));
              await turn();
            }
          })();
        },
      ],
    });
    await hasTold(scene, ['+a@101']);
    expect(scene.reflector.get('shop/a')?.metadata.labels).toEqual({ name: 'Grüße 🗝️' });
  });

  test('of a kind that is new to us is passed over', async () => {
    const scene = await play({ watches: [streaming([event('RENAMED', {}), added('a', 101)])] });
    await hasTold(scene, ['+a@101']);
    expect(scene.problems).toEqual([]);
  });

  test('that makes the listener throw is in the mirror all the same, and the next ones are told', async () => {
    const told: string[] = [];
    const onChange = (key: string): void => {
      told.push(key);
      throw new Error('a bug');
    };
    const scene = await play(
      { lists: [listing(100, [thing('a', 1)])], watches: [streaming([added('b', 101)])] },
      { onChange },
    );
    await until(() => expect(told).toEqual(['shop/a', 'shop/b']));
    expect(scene.reflector.size).toBe(2);
    expect(scene.problems).toMatchObject([{ kind: 'ListenerThrew' }, { kind: 'ListenerThrew' }]);
    expect(scene.requests('watch')).toHaveLength(1);
  });
});

describe('the end', () => {
  test.each([
    ['a list', { lists: [() => {}] }],
    ['a watch', {}],
    ['a wait', { lists: [refusing(500, {})] }],
  ])('comes in the middle of %s when the signal is aborted, and is no problem', async (_, script) => {
    const scene = await play(script, { backoff: { baseMs: 60_000, maxMs: 60_000 } });
    await until(() => expect(scene.server.seen.length).toBe('lists' in script ? 1 : 2));
    const problems = scene.problems.length;
    scene.stop.abort();
    await scene.running;
    expect(scene.problems).toHaveLength(problems);
  });
});

test('contact is noted whenever the server sends something', async () => {
  const clock = new ManualClock();
  const next = Promise.withResolvers<undefined>();
  const scene = await play(
    {
      watches: [
        (response) => {
          response.writeHead(200);
          response.flushHeaders();
          void next.promise.then(() => response.write(added('a', 101)));
        },
      ],
    },
    { clock },
  );
  await until(() => expect(scene.reflector.counts.watches).toBe(1));
  await scene.reflector.synced;
  clock.advance(60_000);
  next.resolve(undefined);
  await hasTold(scene, ['+a@101']);
  expect(scene.reflector.contact.lastMs).toBe(clock.nowMs());
});

test('a refusal is contact as well', async () => {
  const clock = new ManualClock();
  const scene = await play({ watches: [refusing(500, {})] }, { clock });
  await until(() => expect(clock.timers).toBe(1));
  clock.advance(5_000);
  await until(() => expect(scene.problems.length).toBe(2));
  expect(scene.reflector.contact.lastMs).toBe(clock.nowMs());
});

describe('a refresh', () => {
  test('lists what is there now, whatever the watch has told, and goes on from there', async () => {
    const scene = await play({ lists: [listing(100, [thing('a', 90)]), listing(200, [thing('b', 150)])] });
    await scene.reflector.synced;
    await scene.reflector.refresh();
    expect([...scene.reflector.values()].map(({ metadata }) => metadata.name)).toEqual(['b']);
    expect(scene.told).toEqual(['+a@90', '+b@150', '-a']);
    await until(() => expect(scene.requests('watch').at(-1)?.get('resourceVersion')).toBe('200'));
    expect(scene.problems).toEqual([]);
  });

  test('that is asked for while a list is under way waits for another one', async () => {
    const first = Promise.withResolvers<undefined>();
    const scene = await play({
      lists: [
        (response, request) => void first.promise.then(() => listing(100, [thing('a', 90)])(response, request)),
        listing(200, [thing('b', 150)]),
      ],
    });
    await until(() => expect(scene.requests('list')).toHaveLength(1));
    const refreshed = scene.reflector.refresh();
    first.resolve(undefined);
    await refreshed;
    expect(scene.told).toEqual(['+b@150']);
  });

  test('goes on trying where the list fails', async () => {
    const scene = await play({ lists: [listing(100, []), refusing(500, {}), listing(200, [thing('b', 150)])] });
    await scene.reflector.synced;
    await scene.reflector.refresh();
    expect(scene.told).toEqual(['+b@150']);
  });
});
