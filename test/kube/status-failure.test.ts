import { describe, expect, test } from 'vitest';
import { failureOf } from '../../src/kube/status-failure.ts';
import { statusOf } from './loopback-cluster.ts';

describe('an answer means', () => {
  test.each([
    [400, 'BadRequest', 'Rejected'],
    [401, 'Unauthorized', 'Unauthorized'],
    [403, 'Forbidden', 'Forbidden'],
    [404, 'NotFound', 'NotFound'],
    [405, 'MethodNotAllowed', 'Rejected'],
    [406, 'NotAcceptable', 'Rejected'],
    [409, 'AlreadyExists', 'AlreadyExists'],
    [409, 'Conflict', 'Conflict'],
    [410, 'Expired', 'Gone'],
    [410, 'Gone', 'Gone'],
    [413, 'RequestEntityTooLarge', 'Rejected'],
    [422, 'Invalid', 'Invalid'],
    [429, 'TooManyRequests', 'TooManyRequests'],
    [500, 'InternalError', 'Unavailable'],
    [503, 'ServiceUnavailable', 'Unavailable'],
    [504, 'Timeout', 'Unavailable'],
    [302, '', 'Unavailable'],
  ])('%i %s: %s, and none of its words are kept', (status, reason, kind) => {
    const failure = failureOf({ status, body: statusOf(status, reason, { name: 'canary-91' }) });
    expect(failure).toMatchObject({ kind, status });
    expect(JSON.stringify(failure)).not.toContain('canary');
  });
});

test('an invalid object is told by the names of its fields, without their values', () => {
  const causes = [
    { field: 'spec.data[0].name', reason: 'FieldValueInvalid', message: 'Invalid value: "canary-91"' },
    { field: 'spec.scopes', message: 'canary-91' },
    { message: 'canary-91' },
  ];
  const failure = failureOf({ status: 422, body: statusOf(422, 'Invalid', { causes }) });
  expect(failure).toMatchObject({ fields: ['spec.data[0].name', 'spec.scopes'] });
  expect(JSON.stringify(failure)).not.toContain('canary');
});

test('of the fields of an invalid object twenty are told, however many there are', () => {
  const causes = Array.from({ length: 1_000 }, (_, index) => ({ field: `spec.data[${index}].name` }));
  const failure = failureOf({ status: 422, body: statusOf(422, 'Invalid', { causes }) });
  expect(failure.kind === 'Invalid' && failure.fields).toEqual(causes.slice(0, 20).map(({ field }) => field));
});

test('a NotFound says what kind of thing is missing, where the server says it', () => {
  expect(failureOf({ status: 404, body: statusOf(404, 'NotFound', { kind: 'namespaces' }) })).toMatchObject({
    missing: 'namespaces',
  });
  expect(failureOf({ status: 404, body: undefined })).toMatchObject({ kind: 'NotFound', missing: undefined });
});

describe('the time to wait', () => {
  test.each([
    ['the header', { retryAfter: '7', body: {} }, 7_000],
    ['the body, without a header', { body: statusOf(429, '', { retryAfterSeconds: 3 }) }, 3_000],
    ['the header, against the body', { retryAfter: '7', body: statusOf(429, '', { retryAfterSeconds: 3 }) }, 7_000],
    ['a second, where nothing is said', { body: undefined }, 1_000],
    ['a second, where nothing sensible is said', { retryAfter: 'soon', body: {} }, 1_000],
    ['five minutes at most', { retryAfter: '99999999', body: {} }, 300_000],
  ])('is that of %s', (_, answer, retryAfterMs) => {
    expect(failureOf({ status: 429, ...answer })).toMatchObject({ retryAfterMs });
  });

  test('is told of a 503 too, if it has one', () => {
    expect(failureOf({ status: 503, retryAfter: '5', body: {} })).toMatchObject({ retryAfterMs: 5_000 });
    expect(failureOf({ status: 503, body: {} })).not.toHaveProperty('retryAfterMs');
  });
});
