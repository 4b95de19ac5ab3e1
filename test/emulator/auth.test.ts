import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountId, otherAccountId, refusal, startTestEmulator, type TestEmulator } from './running-emulator.ts';

const email = 'ops@example.com';
const globalKey = 'emulator-test-key';
const unknownToken = 'x'.repeat(40);

const bearer = (text: string) => ({ headers: { authorization: `Bearer ${text}` } });
const withKey = (key: string, address = email) => ({ headers: { 'x-auth-email': address, 'x-auth-key': key } });

let emulator: TestEmulator;

beforeEach(async () => {
  emulator = await startTestEmulator({
    accounts: [
      {
        id: accountId,
        email,
        globalKey,
        tokens: [
          'writer',
          { token: 'reader', permission: 'read' },
          { token: 'disabled', status: 'disabled' },
          { token: 'short-lived', expiresOn: '2026-01-02T03:04:10Z' },
          'cfat_account-token',
        ],
      },
      { id: otherAccountId, tokens: ['stranger', { token: 'writer', permission: 'read' }] },
    ],
  });
});

afterEach(() => emulator.close());

const list = (options: Readonly<{ headers: Readonly<Record<string, string>> }>) =>
  emulator.call('GET', emulator.storesPath, options);

const verifyUser = (text: string) => emulator.call('GET', '/user/tokens/verify', bearer(text));
const verifyAccount = (text: string, id = accountId) =>
  emulator.call('GET', `/accounts/${id}/tokens/verify`, bearer(text));
const createStore = (text: string, id: string) =>
  emulator.call('POST', `/accounts/${id}/secrets_store/stores`, { ...bearer(text), body: { name: 'x' } });

const invalidAccessToken = { status: 403, code: 9109, message: 'Invalid access token' };
const authenticationError = { status: 401, code: 10000, message: 'Authentication error' };

describe('a call is let in', () => {
  test.each([
    ['an API token', bearer('writer')],
    ['a token that may only read', bearer('reader')],
    ['an account token', bearer('cfat_account-token')],
    ['the global key with its email', withKey(globalKey)],
  ])('with %s', async (_what, options) => {
    expect((await list(options)).status).toBe(200);
  });
});

describe('a call is refused', () => {
  test.each([
    ['no credential', {}],
    ['an email without a key', { 'x-auth-email': email }],
    ['a key without an email', { 'x-auth-key': globalKey }],
  ])('with 9106 for %s', async (_what, headers) => {
    expect(refusal(await list({ headers }))).toEqual({
      status: 400,
      code: 9106,
      message: 'Missing X-Auth-Key, X-Auth-Email or Authorization headers',
    });
  });

  test.each([
    ['another scheme', { headers: { authorization: 'Basic writer' } }],
    ['a token of no known shape', bearer('short')],
  ])('with 6003 and 6111 for %s', async (_what, options) => {
    const answer = await list(options);
    expect(refusal(answer)).toEqual({ status: 400, code: 6003, message: 'Invalid request headers' });
    expect(answer.json?.errors[0]?.error_chain).toEqual([
      { code: 6111, message: 'Invalid format for Authorization header' },
    ]);
  });

  test('with 6003 and 6103 for a key of no known shape', async () => {
    const answer = await list(withKey('short'));
    expect(refusal(answer)).toEqual({ status: 400, code: 6003, message: 'Invalid request headers' });
    expect(answer.json?.errors[0]?.error_chain).toEqual([
      { code: 6103, message: 'Invalid format for X-Auth-Key header' },
    ]);
  });

  test.each([
    ['a token that nobody has', bearer(unknownToken)],
    ['a disabled token', bearer('disabled')],
    ['a key that nobody has', withKey('k'.repeat(37))],
  ])('with 9109 or 10000, as the settings say, for %s', async (_what, options) => {
    expect(refusal(await list(options))).toEqual(invalidAccessToken);
    await emulator.admin.settings({ unknownCredential: 'authenticationError' });
    expect(refusal(await list(options))).toEqual(authenticationError);
  });

  test('once its token has expired', async () => {
    expect((await list(bearer('short-lived'))).status).toBe(200);
    emulator.advance(5000);
    expect(refusal(await list(bearer('short-lived')))).toEqual(invalidAccessToken);
  });

  test('once its token is revoked, until it is added again', async () => {
    await emulator.admin.settings({ accounts: [{ id: accountId, revokeTokens: ['reader', 'never-was'] }] });
    expect(refusal(await list(bearer('reader')))).toEqual(invalidAccessToken);
    await emulator.admin.settings({ accounts: [{ id: accountId, addTokens: ['reader'] }] });
    expect((await list(bearer('reader'))).status).toBe(200);
  });

  test('with 9109 for an account that its token does not open', async () => {
    expect(refusal(await list(bearer('stranger')))).toEqual({
      status: 403,
      code: 9109,
      message: 'Unauthorized to access requested resource',
    });
  });

  test.each([
    ['POST', '/stores'],
    ['DELETE', '/stores/:store'],
    ['POST', '/stores/:store/secrets'],
    ['DELETE', '/stores/:store/secrets'],
    ['PATCH', '/stores/:store/secrets/0123456789abcdef0123456789abcdef'],
    ['DELETE', '/stores/:store/secrets/0123456789abcdef0123456789abcdef'],
    ['POST', '/stores/:store/secrets/0123456789abcdef0123456789abcdef/duplicate'],
  ])('with 10000 if its token may only read: %s %s', async (method, path) => {
    const place = `/accounts/${accountId}/secrets_store${path.replace(':store', emulator.storeId)}`;
    const answer = await emulator.call(method, place, bearer('reader'));
    expect(refusal(answer)).toEqual({ status: 403, code: 10000, message: 'Authentication error' });
  });

  test('where the same token may read in one account and write in the other', async () => {
    expect(refusal(await createStore('writer', otherAccountId)).code).toBe(10000);
    expect(refusal(await createStore('writer', accountId)).message).toBe('maximum_stores_exceeded');
  });
});

describe('verifying a token', () => {
  const invalid = { status: 401, code: 1000, message: 'Invalid API Token' };

  test('says that a user token is active', async () => {
    const answer = await verifyUser('writer');
    expect(answer.json).toEqual({
      success: true,
      errors: [],
      messages: [{ code: 10000, message: 'This API Token is valid and active' }],
      result: { id: expect.stringMatching(/^[0-9a-f]{32}$/), status: 'active' },
    });
  });

  test('says that an account token is active, at the account', async () => {
    expect((await verifyAccount('cfat_account-token')).json?.result).toMatchObject({ status: 'active' });
  });

  test('says when a token expires, and that it has expired', async () => {
    const expiry = { expires_on: '2026-01-02T03:04:10Z' };
    expect((await verifyUser('short-lived')).json?.result).toMatchObject({ status: 'active', ...expiry });
    emulator.advance(5000);
    expect((await verifyUser('short-lived')).json?.result).toMatchObject({ status: 'expired', ...expiry });
  });

  test('says that a token is disabled', async () => {
    expect((await verifyUser('disabled')).json?.result).toMatchObject({ status: 'disabled' });
  });

  test('takes an account token for invalid at the user endpoint, and the other way round', async () => {
    expect(refusal(await verifyUser('cfat_account-token'))).toEqual(invalid);
    expect(refusal(await verifyAccount('writer'))).toEqual(invalid);
  });

  test('takes for invalid what nobody has, and an account token elsewhere', async () => {
    expect(refusal(await verifyUser(unknownToken))).toEqual(invalid);
    expect(refusal(await verifyAccount('cfat_account-token', otherAccountId))).toEqual(invalid);
  });

  test('has nothing to say of a global key', async () => {
    expect(refusal(await emulator.call('GET', '/user/tokens/verify', withKey(globalKey)))).toEqual(invalid);
  });

  test('needs a credential like any call', async () => {
    expect(refusal(await emulator.call('GET', '/user/tokens/verify', { headers: {} })).code).toBe(9106);
  });
});

describe('a client that was given no account id', () => {
  test('finds the accounts that its credential opens', async () => {
    const answer = await emulator.call('GET', '/accounts?page=1', bearer('writer'));
    expect(answer.json?.result).toMatchObject([{ id: accountId }, { id: otherAccountId }]);
  });

  test('learns which user its credential belongs to, as far as that is known', async () => {
    const answer = await emulator.call('GET', '/user', withKey(globalKey));
    expect(answer.json?.result).toMatchObject({ id: expect.stringMatching(/^[0-9a-f]{32}$/), email });
    expect((await emulator.call('GET', '/user', bearer('writer'))).json?.result).toMatchObject({
      email: 'emulator@example.com',
    });
    expect(refusal(await emulator.call('GET', '/user', bearer(unknownToken)))).toEqual(invalidAccessToken);
    expect(refusal(await emulator.call('GET', '/user', bearer('cfat_account-token')))).toEqual({
      status: 403,
      code: 9109,
      message: 'Unauthorized to access requested resource',
    });
  });

  test('finds them by its memberships, too', async () => {
    const answer = await emulator.call('GET', '/memberships?page=1', bearer('reader'));
    expect(answer.json?.result).toMatchObject([{ status: 'accepted', account: { id: accountId } }]);
  });
});

describe('routing', () => {
  test.each([
    `/accounts/not-an-id/secrets_store/stores`,
    `/accounts/${accountId}/secrets_store/stores/not-an-id`,
    `/accounts/${accountId}/secrets_store/stores/${'f'.repeat(33)}/secrets`,
    `/accounts/${accountId}/secrets_store/nothing`,
    '/zones',
  ])('cannot find %s', async (path) => {
    expect(refusal(await emulator.call('GET', path))).toEqual({
      status: 404,
      code: 7003,
      message: `Could not route to /client/v4${path}, perhaps your object identifier is invalid?`,
    });
  });

  test('cannot find a method that a path does not have', async () => {
    expect(refusal(await emulator.call('PUT', emulator.secretsPath)).code).toBe(7003);
  });
});
