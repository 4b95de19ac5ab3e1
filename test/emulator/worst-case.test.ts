import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultSettings, worstCaseSettings, type Settings } from '../../src/emulator/settings.ts';
import { accountId, names, startTestEmulator, type TestEmulator } from './running-emulator.ts';

/**
 * What stays as it is: limits that are documented, a time that has a flag of its own, what is hard by default, and what no
 * patience helps against.
 */
const unchanged: readonly (keyof Settings)[] = [
  'activationDelayMs',
  'activationMovesModified',
  'maxValueBytes',
  'maxNameLength',
  'maxCommentBytes',
  'maxBodyBytes',
  'scopes',
  'rateLimit',
];

describe('the worst case', () => {
  let emulator: TestEmulator;

  beforeEach(async () => {
    emulator = await startTestEmulator(worstCaseSettings);
  });

  afterEach(() => emulator.close());

  test('answers differently wherever nobody knows', () => {
    const settings = Object.keys(defaultSettings) as (keyof Settings)[];
    expect(settings.filter((name) => worstCaseSettings[name] === defaultSettings[name])).toEqual(unchanged);
  });

  test('is a set of settings that the admin API takes', async () => {
    await emulator.admin.settings(defaultSettings);
    expect(await emulator.admin.settings(worstCaseSettings)).toEqual(worstCaseSettings);
  });

  /** The least that a client has to do: halve what is too large, find out what is there, and wait. */
  test('lets a patient client have its way all the same', async () => {
    const entries = Array.from({ length: 25 }, (_, index) => ({
      name: `S${String(index)}`,
      value: 'v',
      scopes: ['workers'],
    }));
    for (let start = 0, size = 25; start < entries.length;) {
      const body = entries.slice(start, start + size);
      const { status } = await emulator.call('POST', emulator.secretsPath, { body });
      if (status === 413) size = Math.ceil(size / 2);
      else {
        expect(status).toBe(200);
        start += size;
      }
    }
    expect(names(await emulator.call('GET', emulator.secretsPath))).toEqual([]);
    emulator.advance(worstCaseSettings.activationDelayMs + worstCaseSettings.readLagMs + 1);
    const listing = await emulator.call('GET', `${emulator.secretsPath}?per_page=100`);
    expect(listing.json?.result).toHaveLength(25);
    expect(listing.json?.result).toMatchObject(entries.map(() => ({ status: 'active' })));
    expect(await emulator.admin.secrets(accountId, emulator.storeId)).toHaveLength(25);
  });
});
