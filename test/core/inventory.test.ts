import { describe, expect, test } from 'vitest';
import { inventoryOf } from '../../src/core/inventory.ts';
import { withMark } from '../../src/core/ownership.ts';
import { neighbour, nowMs, remote, us } from './builders.ts';

const secrets = [
  remote({ name: 'UNMARKED', comment: 'by hand', modified: 'whenever' }),
  remote({ name: 'ELSEWHERE', comment: withMark('', { ...us, cluster: 'prod-us' }) }),
  remote({ name: 'ORPHAN', comment: withMark('', { ...us, name: 'gone' }) }),
  remote({ name: 'NEW', comment: withMark('', neighbour) }),
  remote({ name: 'B', modified: new Date(nowMs - 90_500).toISOString() }),
  remote({ name: 'A', comment: 'somebody has edited it' }),
];

const known = {
  clusterName: us.cluster,
  recordedBy: new Map([
    ['id-A', 'shop/app-keys'],
    ['id-B', 'shop/app-keys'],
  ]),
  resources: new Set(['shop/app-keys', 'shop/other-keys']),
  nowMs,
};

describe('the inventory of a store', () => {
  test('has ours by resource first, and says of the rest whose it is', () => {
    const items = inventoryOf(secrets, known).map(({ name, holder, resource }) => [name, holder, resource]);
    expect(items).toEqual([
      ['A', 'Ours', 'shop/app-keys'],
      ['B', 'Ours', 'shop/app-keys'],
      ['NEW', 'Unrecorded', 'shop/other-keys'],
      ['ORPHAN', 'Orphaned', 'shop/gone'],
      ['ELSEWHERE', 'OtherCluster', 'prod-us shop/app-keys'],
      ['UNMARKED', 'Unmarked', undefined],
    ]);
  });

  test('says how old each is, where the time can be read', () => {
    const ages = new Map(inventoryOf(secrets, known).map(({ name, ageSeconds }) => [name, ageSeconds]));
    expect(ages.get('B')).toBe(90);
    expect(ages.get('UNMARKED')).toBeUndefined();
  });
});
