import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/kube/kube-object.ts';
import { type Change, ObjectCache, type Replaced } from '../../src/kube/object-cache.ts';
import { tellAll } from '../../src/kube/tell-all.ts';

const object = (name: string, version: number | string, uid = `uid-of-${name}`): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Thing',
  metadata: { name, uid, resourceVersion: String(version) },
});

const list = (version: number, items: readonly KubeObject[]) => ({
  resourceVersion: String(version),
  objects: new Map(items.map((item) => [item.metadata.name, item])),
});

function cacheWith(...items: readonly KubeObject[]): ObjectCache<KubeObject> {
  const cache = new ObjectCache<KubeObject>();
  cache.beginList();
  cache.replace(list(100, items));
  return cache;
}

const versionOf = (cache: ObjectCache<KubeObject>, name: string): string | undefined =>
  cache.get(name)?.metadata.resourceVersion;
/** What is told of what a list has shown. */
async function toldOf(replaced: Replaced<KubeObject>) {
  const changes: Change<KubeObject>[] = [];
  const { missed } = await tellAll(replaced, (change) => void changes.push(change));
  return { changes: changes.map(versionsIn), missed };
}
const versionsIn = (change: Change<KubeObject> | undefined) =>
  change && [change.before?.metadata.resourceVersion, change.now?.metadata.resourceVersion];

describe('our own write', () => {
  test('shows at once, and the watch does not tell of it again', () => {
    const cache = cacheWith(object('a', 100));
    expect(versionsIn(cache.written(object('a', 105)))).toEqual(['100', '105']);
    expect(cache.shown(object('a', 105))).toBeUndefined();
  });

  test('is not undone by older news, which the answer to it has told already', () => {
    const cache = cacheWith(object('a', 90));
    expect(versionsIn(cache.written(object('a', 105)))).toEqual(['90', '105']);
    expect(cache.shown(object('a', 103))).toBeUndefined();
    expect(versionOf(cache, 'a')).toBe('105');
  });

  test('changes nothing when the watch was faster', () => {
    const cache = cacheWith(object('a', 90));
    cache.shown(object('a', 106));
    expect(cache.written(object('a', 105))).toBeUndefined();
  });

  test('does not bring back what the watch has seen deleted since', () => {
    const cache = cacheWith(object('a', 90));
    cache.deleted(object('a', 106));
    expect(cache.written(object('a', 105))).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  test('shows an object that the watch has not come to yet', () => {
    const cache = cacheWith();
    expect(versionsIn(cache.written(object('a', 105)))).toEqual([undefined, '105']);
  });

  test('while a list is read outlives it', async () => {
    const cache = cacheWith(object('a', 90));
    cache.beginList();
    cache.written(object('a', 105));
    cache.written(object('new', 106));
    expect(await toldOf(cache.replace(list(104, [object('a', 90)])))).toEqual({ changes: [], missed: 0 });
    expect([versionOf(cache, 'a'), versionOf(cache, 'new')]).toEqual(['105', '106']);
  });

  test('before a list has no such privilege', async () => {
    const cache = cacheWith(object('a', 90));
    cache.written(object('a', 105));
    cache.beginList();
    const { changes } = await toldOf(cache.replace(list(110, [])));
    expect(changes).toEqual([['105', undefined]]);
  });
});

describe('our own write that lets an object go', () => {
  test('takes it away, whatever version the answer has', () => {
    const cache = cacheWith(object('a', 100));
    expect(versionsIn(cache.writtenAway(object('a', 100)))).toEqual(['100', undefined]);
  });

  test('is not undone by news from before it', () => {
    const cache = cacheWith(object('a', 90));
    cache.writtenAway(object('a', 105));
    expect(cache.shown(object('a', 104))).toBeUndefined();
    expect(cache.shown(object('a', 105))).toBeUndefined();
    expect(cache.deleted(object('a', 106))).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  test('does not hide a successor of the same name', () => {
    const cache = cacheWith(object('a', 90));
    cache.writtenAway(object('a', 105));
    cache.deleted(object('a', 106));
    expect(versionsIn(cache.shown(object('a', 107, 'successor')))).toEqual([undefined, '107']);
  });

  test('does not take away a successor', () => {
    const cache = cacheWith(object('a', 100, 'successor'));
    expect(cache.writtenAway(object('a', 90))).toBeUndefined();
    expect(cache.size).toBe(1);
  });
});

describe('a deletion', () => {
  test('counts for the object that is held', () => {
    const cache = cacheWith(object('a', 90));
    expect(versionsIn(cache.deleted(object('a', 101)))).toEqual(['90', undefined]);
  });

  test('of a predecessor leaves its successor', () => {
    const cache = cacheWith(object('a', 90));
    cache.written(object('a', 110, 'successor'));
    expect(cache.deleted(object('a', 105))).toBeUndefined();
    expect(versionOf(cache, 'a')).toBe('110');
  });

  test('of what is not held is nothing', () => {
    expect(cacheWith().deleted(object('a', 101))).toBeUndefined();
  });
});

describe('a list', () => {
  test('tells of what is new, changed and gone, and of nothing else', async () => {
    const cache = cacheWith(object('same', 1), object('changed', 2), object('gone', 3));
    cache.beginList();
    const listed = list(200, [object('same', 1), object('changed', 150), object('new', 160)]);
    const { changes } = await toldOf(cache.replace(listed));
    expect(changes).toEqual([
      ['2', '150'],
      [undefined, '160'],
      ['3', undefined],
    ]);
  });

  test('counts as missed what the watch had passed without a word, and not what came after', async () => {
    const cache = cacheWith(object('a', 1), object('b', 2));
    cache.reached('200');
    cache.beginList();
    expect(await toldOf(cache.replace(list(300, [object('a', 150), object('b', 250)])))).toMatchObject({ missed: 1 });
  });

  test('is believed after a restore of etcd, when all versions are smaller than before', () => {
    const cache = cacheWith(object('a', 90), object('b', 91));
    cache.written(object('a', 105));
    cache.beginList();
    cache.replace(list(50, [object('a', 40)]));
    expect([versionOf(cache, 'a'), cache.size]).toEqual(['40', 1]);
    expect(versionsIn(cache.shown(object('a', 51)))).toEqual(['40', '51']);
    expect(versionsIn(cache.written(object('a', 52)))).toEqual(['51', '52']);
  });
});

test('versions that are no numbers are taken as they come', () => {
  const cache = cacheWith(object('a', 'zebra'));
  expect(versionsIn(cache.shown(object('a', 'ant')))).toEqual(['zebra', 'ant']);
  expect(cache.shown(object('a', 'ant'))).toBeUndefined();
});
