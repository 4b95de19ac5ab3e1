import { describe, expect, test } from 'vitest';
import type { SecretsStore } from '../../src/api/resources.ts';
import { chooseStore, type ListedStore } from '../../src/core/choose-store.ts';
import { storeId } from '../../src/core/ids.ts';
import { storeObject } from './store-objects.ts';

const one: ListedStore = { id: storeId('id1'), name: 'one' };
const two: ListedStore = { id: storeId('id2'), name: 'two' };

const found = (store: ListedStore) => ({ ok: true, value: { kind: 'Found', store } });
const refused = (reason: string, message: RegExp) => ({
  ok: false,
  failure: expect.objectContaining({ reason, message: expect.stringMatching(message) }),
});
const choose = (spec: Partial<SecretsStore['spec']>, stores: readonly ListedStore[]) =>
  chooseStore(storeObject(spec), stores);

describe('the store that a spec means', () => {
  test('is the one that it names', () => {
    expect(choose({ store: { name: 'two' } }, [one, two])).toEqual(found(two));
    expect(choose({ store: { id: 'id1' } }, [one, two])).toEqual(found(one));
  });

  test.each([['left out', {}] as const, ['empty', { store: {} }] as const])(
    "is the account's only one, where store is %s",
    (_what, spec) => {
      expect(choose(spec, [one])).toEqual(found(one));
    },
  );

  test('is not guessed among several, which are listed by name and id', () => {
    expect(choose({}, [one, two])).toEqual(
      refused('AmbiguousStore', /it has "one" \(id1\), "two" \(id2\); say which by spec\.store/),
    );
  });

  test('stays the one that was taken while it was the only one', () => {
    const taken = storeObject({ resyncPeriodSeconds: 60 }, { status: { accountId: 'acc0', storeId: 'id1' } });
    expect(chooseStore(taken, [one, two])).toEqual(found(one));
    const elsewhere = storeObject({}, { status: { accountId: 'acc1', storeId: 'id1' } });
    expect(chooseStore(elsewhere, [one, two])).toMatchObject({ failure: { reason: 'AmbiguousStore' } });
  });

  test('is looked for in vain, and the message says what there is', () => {
    expect(choose({ store: { name: 'three' } }, [one, two])).toEqual(
      refused('RemoteStoreNotFound', /store "three".*it has "one" \(id1\), "two".*creationPolicy: IfMissing/),
    );
    expect(choose({}, [])).toEqual(refused('RemoteStoreNotFound', /any store in the account: it has none/));
  });

  test('is listed among no more than a message holds', () => {
    const many = Array.from({ length: 100 }, (_, index) => ({ id: storeId(`id${index}`), name: `store-${index}` }));
    expect(choose({}, many)).toEqual(refused('AmbiguousStore', /"store-7" \(id7\) and 92 more/));
  });
});

describe('a store that is missing', () => {
  const wanted = { store: { name: 'three' }, creationPolicy: 'IfMissing' } as const;

  test('is created where the policy says so', () => {
    expect(choose(wanted, [one])).toEqual({ ok: true, value: { kind: 'Create', name: 'three' } });
  });

  test('is not created where it is there', () => {
    expect(choose({ ...wanted, store: { name: 'one' } }, [one, two])).toEqual(found(one));
  });

  test('is not created by an object that is suspended or being deleted', () => {
    expect(choose({ ...wanted, suspend: true }, [one])).toEqual(refused('Suspended', /Cannot create store "three"/));
    const going = storeObject(wanted, { metadata: { deletionTimestamp: '2026-11-24T12:00:00Z' } });
    expect(chooseStore(going, [one])).toMatchObject({ failure: { reason: 'RemoteStoreNotFound' } });
  });
});
