import { describe, expect, test } from 'vitest';
import { entryAfter, type Outcome } from '../../src/core/entry-status.ts';
import type { Step } from '../../src/core/plan.ts';
import { failed, success } from '../../src/core/result.ts';
import { SecretValue } from '../../src/core/secret-value.ts';
import { retryable, terminal, waiting } from '../../src/core/sync-failure.ts';
import { digest, entry, record, remote } from './builders.ts';

const there = remote();
const before = { ...record(there, { text: 'before' }), reason: 'RateLimited', message: 'old news' };
const basis = {
  name: 'KEY',
  entry: entry(),
  payload: { kind: 'Read', value: new SecretValue('value'), digest: digest('value') },
} as const;
const create: Step = { ...basis, action: 'Create', why: 'New' };
const patch: Step = {
  ...basis,
  record: before,
  action: 'Patch',
  why: 'SourceChanged',
  remote: there,
  patch: { value: 'Set' },
};
const remove: Step = { name: 'KEY', record: before, action: 'Delete', remote: there };
const release: Step = { name: 'KEY', record: before, action: 'Release', remote: there, comment: '' };
const refused = failed(terminal('RequestRejected', 'Cloudflare refuses it'));

describe('an entry that was written', () => {
  test('is Synced once it is active, with all that is needed to recognise it', () => {
    expect(entryAfter(create, success(there))).toEqual({
      name: 'KEY',
      state: 'Synced',
      secretId: 'id-KEY',
      digest: digest('value'),
      scopes: ['workers'],
      modifiedTime: 'm1',
      source: 'key',
    });
  });

  test.each(['pending', 'initializing'])('is Activating while Cloudflare says %s', (status) => {
    expect(entryAfter(patch, success(remote({ status })))?.state).toBe('Activating');
  });

  test('has nothing left of what was wrong before', () => {
    const entry = entryAfter(patch, success(there));
    expect(entry).not.toHaveProperty('reason');
    expect(entry).not.toHaveProperty('message');
  });

  test('shows the scopes that Cloudflare has, not those that were sent', () => {
    expect(entryAfter(patch, success(remote({ scopes: ['dex'] })))?.scopes).toEqual(['dex']);
  });
});

describe('an entry that could not be written', () => {
  test.each([
    [terminal('QuotaExceeded', 'full'), 'Failed'],
    [waiting('SecretNotFound', 'no Secret'), 'Waiting'],
    [retryable('RateLimited', 'later'), 'Retrying'],
    [terminal('Drifted', 'changed'), 'Drifted'],
    [retryable('Drifted', 'gone meanwhile'), 'Retrying'],
  ])('for %o is %s', (failure, state) => {
    expect(entryAfter(create, failed(failure))).toMatchObject({
      state,
      reason: failure.reason,
      message: failure.message,
    });
  });

  test('keeps what is recorded of the value that is still there', () => {
    expect(entryAfter(patch, refused)).toMatchObject({
      state: 'Failed',
      secretId: 'id-KEY',
      digest: digest('before'),
      modifiedTime: 'm1',
    });
  });

  test('has no id where nothing was there before', () => {
    expect(entryAfter(create, refused)).toEqual({
      name: 'KEY',
      state: 'Failed',
      reason: 'RequestRejected',
      message: 'Cloudflare refuses it',
      source: 'key',
    });
  });

  test('is tried again where nobody knows what became of the write', () => {
    expect(entryAfter(create, undefined)?.state).toBe('Retrying');
    expect(entryAfter(patch, success(undefined))).toMatchObject({ state: 'Retrying', secretId: 'id-KEY' });
  });

  test('has a message that fits in status', () => {
    const failure = terminal('NameNotAllowed', 'x'.repeat(5000));
    const step: Step = { name: 'KEY', action: 'Hold', failure, key: 'key' };
    expect(entryAfter(step, undefined)?.message).toHaveLength(1024);
  });
});

describe('an entry that is going', () => {
  const gone: Outcome = success(undefined);

  test.each([remove, release])('is gone once its $action is done', (step) => {
    expect(entryAfter(step, gone)).toBeUndefined();
  });

  test.each([remove, release])('is Deleting, and keeps its id, while its $action fails', (step) => {
    const entry = entryAfter(step, failed(retryable('RateLimited', 'later')));
    expect(entry).toMatchObject({ state: 'Deleting', reason: 'RateLimited', message: 'later', secretId: 'id-KEY' });
  });

  test.each([remove, release])('is Deleting while nobody knows what became of its $action', (step) => {
    expect(entryAfter(step, undefined)).toMatchObject({ state: 'Deleting', secretId: 'id-KEY' });
  });

  test('is gone at once where it is only forgotten', () => {
    expect(entryAfter({ name: 'KEY', record: before, action: 'Forget' }, undefined)).toBeUndefined();
  });
});
