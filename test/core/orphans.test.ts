import { describe, expect, test } from 'vitest';
import { secretId } from '../../src/core/ids.ts';
import {
  findOrphans,
  type Orphan,
  orphanEvents,
  type OrphanSearch,
  orphanStatus,
  orphansToDelete,
  sightingsAfter,
} from '../../src/core/orphans.ts';
import { type Owner, withMark } from '../../src/core/ownership.ts';
import { remote, us } from './builders.ts';

const marked = (name: string, owner: Owner) => remote({ name, comment: withMark('', owner) });
const search = (parts: Partial<OrphanSearch> = {}): OrphanSearch => ({
  clusterName: us.cluster,
  isKnown: () => true,
  mayRecord: () => false,
  recordedAmong: () => new Set(),
  ...parts,
});
const orphan = (name: string): Orphan => ({ id: secretId(`id-${name}`), name, owner: us });
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => orphan(`K${String(index).padStart(3, '0')}`));

const isJustCreated: OrphanSearch['mayRecord'] = (owner, { name }) => owner.name === us.name && name === 'JUST_CREATED';
const areRecorded: OrphanSearch['recordedAmong'] = (ids) => new Set(['id-RECORDED'].filter((id) => ids.has(id)));
const isShop = (namespace: string): boolean => namespace === 'shop';
const fresh = (listedAtMs: number) => ({ listedAtMs, isFresh: true });

describe('an orphan', () => {
  test('has the mark of this cluster, and no record', () => {
    const secrets = [
      marked('OURS', us),
      marked('RECORDED', us),
      marked('OTHER_CLUSTER', { ...us, cluster: 'prod-us' }),
      remote({ name: 'UNMARKED', comment: 'by hand' }),
    ];
    expect(findOrphans(secrets, search({ recordedAmong: areRecorded }))).toEqual([orphan('OURS')]);
  });

  test('is not one whose resource may yet record it', () => {
    expect(findOrphans([marked('JUST_CREATED', us), marked('LEFT', us)], search({ mayRecord: isJustCreated }))).toEqual(
      [orphan('LEFT')],
    );
  });

  test('is not one of a namespace of which nobody knows', () => {
    const found = findOrphans(
      [marked('A', us), marked('B', { ...us, namespace: 'till' })],
      search({ isKnown: isShop }),
    );
    expect(found.map(({ name }) => name)).toEqual(['A']);
  });
});

test('what all resources record is not looked through where nothing is in question', () => {
  const { mayRecord, recordedAmong } = { mayRecord: () => true, recordedAmong: () => expect.unreachable() };
  expect(findOrphans([marked('A', us)], search({ mayRecord, recordedAmong }))).toEqual([]);
});

describe('the sightings of orphans', () => {
  test('begin with a fresh listing, and end with the orphan', () => {
    const first = sightingsAfter(new Map(), [orphan('A')], fresh(1_000));
    expect([...first]).toEqual([['id-A', 1_000]]);
    const later = sightingsAfter(first, [orphan('A'), orphan('B')], { listedAtMs: 1_000, isFresh: false });
    expect([...later]).toEqual([['id-A', 1_000]]);
    expect([...sightingsAfter(later, [orphan('B')], fresh(9_000))]).toEqual([['id-B', 9_000]]);
  });

  test('let it be deleted after a resync period, by a fresh listing, and never while a resource of its name exists', () => {
    const sightings = new Map([[secretId('id-A'), 1_000]]);
    const at = (listedAtMs: number, parts: object = {}) =>
      orphansToDelete([orphan('A')], sightings, {
        ...fresh(listedAtMs),
        periodMs: 300_000,
        exists: () => false,
        ...parts,
      }).length;
    expect(at(1_000)).toBe(0);
    expect(at(300_999)).toBe(0);
    expect(at(301_000)).toBe(1);
    expect(at(301_000, { isFresh: false })).toBe(0);
    expect(at(301_000, { exists: () => true })).toBe(0);
  });
});

describe('the status of orphans', () => {
  test('names some and counts all', () => {
    expect(orphanStatus([])).toEqual({ orphanCount: 0 });
    const status = orphanStatus(many(50));
    expect(status.orphanCount).toBe(50);
    expect(status.orphans).toHaveLength(20);
    expect(status.orphans?.[0]).toEqual({ name: 'K000', secretId: 'id-K000', resource: 'shop/app-keys' });
  });

  test('is told by one warning at the first sight, and not again', () => {
    const two = orphanStatus(many(2));
    expect(orphanEvents({}, two)).toMatchObject([
      { type: 'Warning', reason: 'Orphaned', note: expect.stringMatching(/K000 \(shop\/app-keys\), K001/) },
    ]);
    expect(orphanEvents(two, two)).toEqual([]);
    expect(orphanEvents(two, orphanStatus(many(1)))).toEqual([]);
    expect(orphanEvents(two, orphanStatus([orphan('K000'), orphan('NEW')]))).toHaveLength(1);
    // Those that were only counted come into the list when others go: that is no news.
    expect(orphanEvents(orphanStatus(many(50)), orphanStatus(many(50).slice(10)))).toEqual([]);
    expect(orphanEvents(orphanStatus(many(50)), orphanStatus(many(51)))).toHaveLength(1);
  });
});
