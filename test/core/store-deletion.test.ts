import { describe, expect, test } from 'vitest';
import { storeFinalizer } from '../../src/api/group.ts';
import type { SecretsStore } from '../../src/api/resources.ts';
import { storeDeletionStep } from '../../src/core/store-deletion.ts';
import { storeFinalizerChange } from '../../src/core/store-finalizer.ts';
import { storeObject } from './store-objects.ts';

const created = { accountId: 'acc0', storeId: 'id1', storeName: 'mine' };
const deleting = { deletionTimestamp: '2026-11-24T12:00:00Z', finalizers: [storeFinalizer] };
const released = { annotations: { 'secretsstore.dev/release': 'true' } };
const none = { users: [], created: undefined };
const times = { deletingForMs: 1_000, finalizerDeadlineMs: 900_000 };

const step = (
  spec: Partial<SecretsStore['spec']>,
  found: Partial<Parameters<typeof storeDeletionStep>[0]> = {},
  metadata: Partial<SecretsStore['metadata']> = {},
) =>
  storeDeletionStep({
    store: storeObject(spec, { metadata: { ...deleting, ...metadata } }),
    ...none,
    sharers: [],
    ...times,
    ...found,
  });

describe('the finalizer of a store object', () => {
  const held = storeObject({}, { metadata: { finalizers: [storeFinalizer] } });

  test('is there while resources that want deletion use it', () => {
    expect(storeFinalizerChange(storeObject(), { ...none, users: ['shop/app'] })).toBe('Add');
    expect(storeFinalizerChange(held, { ...none, users: ['shop/app'] })).toBe('Leave');
    expect(storeFinalizerChange(held, none)).toBe('Remove');
    expect(storeFinalizerChange(storeObject(), none)).toBe('Leave');
  });

  test('is there while the Cloudflare store would go along', () => {
    expect(storeFinalizerChange(storeObject({ deletionPolicy: 'Delete' }), { users: [], created })).toBe('Add');
    expect(storeFinalizerChange(storeObject({ deletionPolicy: 'Delete' }), none)).toBe('Leave');
    expect(storeFinalizerChange(storeObject({ deletionPolicy: 'Retain' }), { users: [], created })).toBe('Leave');
  });

  test('is not there once it is released', () => {
    const free = storeObject({}, { metadata: { ...released, finalizers: [storeFinalizer] } });
    expect(storeFinalizerChange(free, { ...none, users: ['shop/app'] })).toBe('Remove');
  });

  test('is not added to an object that is being deleted', () => {
    const going = storeObject({}, { metadata: { deletionTimestamp: '2026-11-24T12:00:00Z' } });
    expect(storeFinalizerChange(going, { ...none, users: ['shop/app'] })).toBe('Leave');
  });
});

describe('a store object that is being deleted', () => {
  test('goes at once where it has nothing to wait for, and takes no Cloudflare store along unless it says so', () => {
    expect(step({})).toEqual({ kind: 'LetGo', events: [] });
    expect(step({}, { created })).toEqual({ kind: 'LetGo', events: [] });
    expect(step({ deletionPolicy: 'Delete' })).toEqual({ kind: 'LetGo', events: [] });
  });

  test('waits for the resources that delete by it, and names a few', () => {
    const users = Array.from({ length: 9 }, (_, index) => `shop/app-${index}`);
    expect(step({ deletionPolicy: 'Delete' }, { users, created })).toMatchObject({
      kind: 'Wait',
      failure: { kind: 'Waiting', reason: 'Deleting', message: expect.stringMatching(/shop\/app-4 and 4 more/) },
    });
  });

  test('takes along what it has created, unless other store objects lead there', () => {
    expect(step({ deletionPolicy: 'Delete' }, { created })).toEqual({ kind: 'DeleteRemote', created });
    expect(step({ deletionPolicy: 'Delete' }, { created, sharers: ['SecretsStore/shop/other'] })).toMatchObject({
      kind: 'Wait',
      failure: { message: expect.stringContaining('SecretsStore/shop/other') },
    });
  });

  test('is let go at the deadline, with a warning of what stays', () => {
    const late = { ...times, deletingForMs: 900_000, created, users: ['shop/app'] };
    expect(step({ deletionPolicy: 'Delete' }, late)).toMatchObject({
      kind: 'LetGo',
      events: [
        {
          type: 'Warning',
          reason: 'DeletionAbandoned',
          note: expect.stringMatching(/secrets of shop\/app.*store "mine" at Cloudflare/),
        },
      ],
    });
  });

  test('is let go at once where it is released', () => {
    expect(step({}, { users: ['shop/app'] }, released)).toMatchObject({
      kind: 'LetGo',
      events: [{ type: 'Warning', reason: 'Released', note: expect.stringContaining('shop/app') }],
    });
  });

  test('is held without a deadline while it is suspended', () => {
    const late = { ...times, deletingForMs: 9_000_000, created };
    expect(step({ deletionPolicy: 'Delete', suspend: true }, late)).toMatchObject({
      kind: 'Wait',
      failure: { reason: 'Suspended' },
    });
  });
});
