import {
  APIConnectionError,
  APIConnectionTimeoutError,
  AuthenticationError,
  BadRequestError,
  ConflictError,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
} from 'cloudflare';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountId, startTestEmulator, strangeId, type TestEmulator } from './running-emulator.ts';

describe('the official SDK, when something goes wrong', () => {
  let emulator: TestEmulator;

  beforeEach(async () => {
    emulator = await startTestEmulator();
  });

  afterEach(() => emulator.close());

  const account = { account_id: accountId };
  const getUnknown = () => emulator.sdk().secretsStore.stores.get(strangeId, account);

  test('throws NotFoundError with the code for a store that does not exist', async () => {
    const error = await getUnknown().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ errors: [{ code: 1001, message: 'store_not_found' }] });
  });

  test('throws BadRequestError for a second store where one is allowed', async () => {
    const creation = emulator.sdk().secretsStore.stores.create({ ...account, name: 'second' });
    await expect(creation).rejects.toBeInstanceOf(BadRequestError);
  });

  test('throws ConflictError for a store that is not empty', async () => {
    await emulator.admin.seed(accountId, emulator.storeId, [{ name: 'A', value: 'v' }]);
    const deletion = emulator.sdk().secretsStore.stores.delete(emulator.storeId, account);
    await expect(deletion).rejects.toBeInstanceOf(ConflictError);
  });

  test('throws PermissionDeniedError for an account that the token does not open', async () => {
    const listing = emulator.sdk().secretsStore.stores.list({ account_id: strangeId });
    await expect(listing).rejects.toBeInstanceOf(PermissionDeniedError);
  });

  test('throws AuthenticationError where a token that nobody has is a 401', async () => {
    await emulator.admin.settings({ unknownCredential: 'authenticationError' });
    const listing = emulator.sdk({ apiToken: 'x'.repeat(40) }).secretsStore.stores.list(account);
    await expect(listing).rejects.toBeInstanceOf(AuthenticationError);
  });

  test('throws APIConnectionTimeoutError when no answer comes', async () => {
    await emulator.admin.inject({ operation: 'stores.get', action: { kind: 'hang' } });
    const options = { timeout: 50 };
    const listing = emulator.sdk(options).secretsStore.stores.get(strangeId, account);
    await expect(listing).rejects.toBeInstanceOf(APIConnectionTimeoutError);
  });

  test('throws RateLimitError when it was told not to retry', async () => {
    await emulator.admin.settings({ rateLimit: { requests: 0, windowSeconds: 60 } });
    await expect(getUnknown()).rejects.toBeInstanceOf(RateLimitError);
  });

  test('throws InternalServerError for a page of HTML in place of JSON', async () => {
    await emulator.admin.inject({ operation: '*', action: { kind: 'status', status: 502, html: '<html>Bad</html>' } });
    await expect(getUnknown()).rejects.toBeInstanceOf(InternalServerError);
  });

  test('throws APIConnectionError when the connection is reset', async () => {
    await emulator.admin.inject({ operation: 'stores.get', action: { kind: 'reset', when: 'before' } });
    await expect(getUnknown()).rejects.toBeInstanceOf(APIConnectionError);
  });

  test('retries after a 429, as long as Retry-After says', async () => {
    await emulator.admin.inject({
      operation: 'stores.list',
      times: 2,
      action: { kind: 'rateLimited', retryAfterSeconds: 0 },
    });
    const page = await emulator.sdk({ maxRetries: 2 }).secretsStore.stores.list(account);
    expect(page.result).toHaveLength(1);
    expect((await emulator.admin.calls()).map(({ status }) => status)).toEqual([429, 429, 200]);
  });

  test('waits for the end of a window that is really exhausted, and then goes on', async () => {
    await emulator.close();
    emulator = await startTestEmulator({ now: Date.now, rateLimit: { requests: 1, windowSeconds: 1 } });
    const { stores } = emulator.sdk({ maxRetries: 2 }).secretsStore;
    await stores.list(account);
    expect((await stores.list(account)).result).toHaveLength(1);
    expect((await emulator.admin.calls()).map(({ status, code }) => [status, code])).toEqual([
      [200, undefined],
      [429, 971],
      [200, undefined],
    ]);
  });

  test('retries a name that is taken only where that is a 409', async () => {
    await emulator.admin.seed(accountId, emulator.storeId, [{ name: 'A', value: 'v' }]);
    const create = () => {
      const body = [{ name: 'A', value: 'v', scopes: ['workers' as const] }];
      return emulator.sdk({ maxRetries: 1 }).secretsStore.stores.secrets.create(emulator.storeId, { ...account, body });
    };
    await expect(create()).rejects.toBeInstanceOf(BadRequestError);
    await emulator.admin.settings({ nameExistsStatus: 409 });
    await expect(create()).rejects.toBeInstanceOf(ConflictError);
    expect((await emulator.admin.calls()).map(({ status }) => status)).toEqual([400, 409, 409]);
  });

  test('retries a creation whose answer was lost, and then finds the name taken', async () => {
    await emulator.admin.inject({ operation: 'secrets.create', nth: 1, action: { kind: 'reset', when: 'after' } });
    const body = [{ name: 'A', value: 'v', scopes: ['workers' as const] }];
    const creation = emulator
      .sdk({ maxRetries: 1 })
      .secretsStore.stores.secrets.create(emulator.storeId, { ...account, body });
    await expect(creation).rejects.toMatchObject({
      errors: [{ code: 1003, message: 'secret_name_already_exists: A' }],
    });
    expect(await emulator.admin.secrets(accountId, emulator.storeId)).toHaveLength(1);
  });
});
