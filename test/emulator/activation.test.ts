import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountId, startTestEmulator, type TestEmulator } from './running-emulator.ts';

let emulator: TestEmulator;

beforeEach(async () => {
  emulator = await startTestEmulator();
});

afterEach(() => emulator.close());

const createOne = () =>
  emulator.call('POST', emulator.secretsPath, { body: [{ name: 'A', value: 'v', scopes: ['workers'] }] });
const only = async () => (await emulator.admin.secrets(accountId, emulator.storeId))[0];

describe('becoming active', () => {
  test('takes the activation delay, and moves modified', async () => {
    await createOne();
    const pending = await only();
    emulator.advance(999);
    expect(await only()).toEqual(pending);
    emulator.advance(1);
    const active = await only();
    expect(active?.status).toBe('active');
    expect(active?.created).toBe(pending?.created);
    expect(String(active?.modified) > String(pending?.modified)).toBe(true);
  });

  test('leaves modified alone if the settings say so', async () => {
    await emulator.admin.settings({ activationMovesModified: false });
    await createOne();
    const pending = await only();
    emulator.advance(1000);
    expect(await only()).toEqual({ ...pending, status: 'active' });
  });

  test('happens at once without a delay', async () => {
    await emulator.admin.settings({ activationDelayMs: 0 });
    expect((await createOne()).json?.result).toMatchObject([{ status: 'active' }]);
  });

  test('happens to what is pending when the delay is taken away', async () => {
    await emulator.admin.settings({ activationDelayMs: 3_600_000 });
    await createOne();
    await emulator.admin.settings({ activationDelayMs: 0 });
    expect(await only()).toMatchObject({ status: 'active' });
  });

  test.each([
    ['value', { value: 'new' }, 'pending'],
    ['value', { comment: 'new' }, 'active'],
    ['always', { comment: 'new' }, 'pending'],
    ['never', { value: 'new' }, 'active'],
  ] as const)('is undone by a PATCH as the setting pendingAfterPatch says (%s, %j)', async (setting, body, status) => {
    await emulator.admin.settings({ pendingAfterPatch: setting });
    const [seeded] = await emulator.admin.seed(accountId, emulator.storeId, [{ name: 'A', value: 'old' }]);
    const path = `${emulator.secretsPath}/${String(seeded?.id)}`;
    expect((await emulator.call('PATCH', path, { body })).json?.result).toMatchObject({ status });
    emulator.advance(1000);
    expect(await only()).toMatchObject({ status: 'active' });
  });
});
