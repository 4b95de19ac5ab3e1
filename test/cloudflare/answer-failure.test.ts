import { describe, expect, it } from 'vitest';
import { answerFailure } from '../../src/cloudflare/answer-failure.ts';
import type { Answer } from '../../src/cloudflare/answer.ts';
import { parseEnvelope } from '../../src/cloudflare/envelope.ts';
import { refusalOf } from '../support/fault-server.ts';

function answered(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, text, header: (name) => headers[name] };
}

const failureOf = (answer: Answer, method: 'GET' | 'POST' = 'POST') =>
  answerFailure(answer, parseEnvelope(answer.text), method);

describe('an error that Cloudflare names', () => {
  it.each([
    [404, 1001, 'store_not_found', 'StoreNotFound'],
    [404, 1001, 'secret_not_found', 'SecretNotFound'],
    [400, 1001, 'secret_not_found: 3fd8', 'SecretNotFound'],
    [400, 1001, 'secret_scopes_empty', 'InvalidScope'],
    [400, 1001, 'secret_scope_invalid: lambda', 'InvalidScope'],
    [400, 1001, 'secret_value_too_long: max 65536', 'ValueTooLong'],
    [400, 1003, 'secret_name_already_exists', 'NameTaken'],
    [409, 1003, 'secret_name_already_exists: STRIPE_KEY', 'NameTaken'],
    [400, 1003, 'maximum_stores_exceeded', 'StoresQuota'],
    [400, 1003, 'maximum_secrets_exceeded: max 100', 'SecretsQuota'],
    [404, 7003, 'Could not route to /x, perhaps your object identifier is invalid?', 'StoreNotFound'],
    [401, 1000, 'Invalid API Token', 'Unauthenticated'],
    [400, 6003, 'Invalid request headers', 'Unauthenticated'],
    [400, 9106, 'Missing X-Auth-Key, X-Auth-Email or Authorization headers', 'Unauthenticated'],
    [403, 9109, 'Invalid access token', 'Unauthenticated'],
    [403, 9109, 'Unauthorized to access requested resource', 'Forbidden'],
    [401, 10000, 'Authentication error', 'Unauthenticated'],
    [403, 10000, 'Authentication error', 'Unauthenticated'],
  ])('%i, code %i, "%s" is %s', (status, code, message, kind) => {
    expect(failureOf(answered(status, JSON.stringify(refusalOf(code, message))))).toEqual({ kind });
  });

  it('needs both its code and its message', () => {
    const nameless = answered(400, JSON.stringify(refusalOf(1001, 'secret_name_empty')));
    expect(failureOf(nameless)).toEqual({ kind: 'Rejected', status: 400, code: 1001 });
    const otherCode = answered(400, JSON.stringify(refusalOf(1003, 'store_not_found')));
    expect(failureOf(otherCode)).toEqual({ kind: 'Rejected', status: 400, code: 1003 });
  });

  it('may be that there was too much at once, which no JSON need say', () => {
    expect(failureOf(answered(413, '<html>Payload Too Large</html>'))).toEqual({
      kind: 'Rejected',
      status: 413,
      code: undefined,
    });
  });

  it('is found behind one that means nothing to us', () => {
    const errors = [
      { code: 1, message: 'See below' },
      { code: 1003, message: 'secret_name_already_exists' },
    ];
    expect(failureOf(answered(400, JSON.stringify({ success: false, errors })))).toEqual({ kind: 'NameTaken' });
  });

  it('counts even with a status of success', () => {
    expect(failureOf(answered(200, JSON.stringify(refusalOf(1001, 'secret_not_found'))))).toEqual({
      kind: 'SecretNotFound',
    });
    expect(failureOf(answered(200, JSON.stringify(refusalOf(4711, 'no'))))).toEqual({
      kind: 'Rejected',
      status: 200,
      code: 4711,
    });
  });
});

describe('an answer that names no known error', () => {
  const envelope = '{"success":false,"errors":[],"result":null}';

  it.each([
    ['an empty 401', 401, '', { kind: 'Unauthenticated' }],
    ['an empty 403', 403, '', { kind: 'Forbidden' }],
    ['a 403 without errors', 403, envelope, { kind: 'Forbidden' }],
    ['an empty 404', 404, '', { kind: 'Rejected', status: 404, code: undefined }],
    [
      'a 409 of unknown code',
      409,
      JSON.stringify(refusalOf(1, 'store_not_empty')),
      { kind: 'Rejected', status: 409, code: 1 },
    ],
  ])('%s goes by its status', (_, status, text, failure) => {
    expect(failureOf(answered(status, text))).toEqual(failure);
  });

  it.each([
    ['a 5xx in JSON', 500, JSON.stringify(refusalOf(1001, 'secret_not_found')), 'HTTP 500'],
    ['a 5xx page', 520, '<html>', 'HTTP 520'],
    ['a 408 page', 408, '<html>', 'HTTP 408 without JSON'],
    ['an empty 408', 408, '', 'HTTP 408'],
    ['an empty redirect', 301, '', 'HTTP 301'],
  ])('%s is Unavailable and may have been processed', (_, status, text, detail) => {
    expect(failureOf(answered(status, text))).toEqual({ kind: 'Unavailable', detail, processed: 'Maybe' });
  });

  it.each([
    ['a 4xx page', 404, '<html>', 'HTTP 404 without JSON'],
    ['a 401 page', 401, '<html>', 'HTTP 401 without JSON'],
    ['a JSON value that is no envelope', 400, '[]', 'HTTP 400 without JSON'],
  ])('%s is Unavailable and surely not processed', (_, status, text, detail) => {
    expect(failureOf(answered(status, text))).toEqual({ kind: 'Unavailable', detail, processed: 'No' });
  });

  it('has changed nothing when it answers a read', () => {
    expect(failureOf(answered(503, ''), 'GET')).toEqual({ kind: 'Unavailable', detail: 'HTTP 503', processed: 'No' });
  });

  it('is a challenge page when its header says so, whatever else it says', () => {
    const answer = answered(403, '<html>Just a moment', { 'cf-mitigated': 'challenge' });
    expect(failureOf(answer)).toEqual({ kind: 'Unavailable', detail: 'blocked by a challenge page', processed: 'No' });
  });

  it('says when to come back if the server does', () => {
    expect(failureOf(answered(503, '', { 'retry-after': '7' }))).toEqual({
      kind: 'Unavailable',
      detail: 'HTTP 503',
      processed: 'Maybe',
      retryAfterMs: 7000,
    });
  });
});

describe('a 429', () => {
  const dates = { date: 'Wed, 21 Oct 2026 07:28:00 GMT', 'retry-after': 'Wed, 21 Oct 2026 07:28:30 GMT' };

  it.each([
    ['its Retry-After in seconds', { 'retry-after': '30' }, 30_000],
    ['its Retry-After as a date, by the answer’s own clock', dates, 30_000],
    ['the end of the window', { ratelimit: '"default";r=0;t=42' }, 42_000],
    ['five minutes when nothing is said', {}, 300_000],
    ['five minutes when nonsense is said', { 'retry-after': 'soon' }, 300_000],
    ['an hour at most', { 'retry-after': '999999999' }, 3_600_000],
    ['no time when the date is past', { ...dates, 'retry-after': 'Wed, 21 Oct 2015 07:28:30 GMT' }, 0],
  ])('stops us for %s', (_, headers, retryAfterMs) => {
    expect(failureOf(answered(429, '<html>', headers))).toEqual({ kind: 'RateLimited', retryAfterMs });
  });
});
