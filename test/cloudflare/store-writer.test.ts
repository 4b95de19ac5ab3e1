import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { SecretValue } from '../../src/core/secret-value.ts';
import { newSecret } from './emulated-store.ts';
import { all, hundred, startWriter } from './many-callers.ts';
import { account } from './test-edge.ts';

const bulkCreates = ['atomic', 'partial'] as const;
const nameExistsStatuses = [400, 409] as const;

/** Those that a refused POST has created are found by a listing: their owners send all of it again, by a PATCH. */
const ofTheOthers = { atomic: 'created', partial: 'NameTaken' } as const;

describe('a hundred callers that create one secret each at one moment', () => {
  test('travel as one request, and each gets its own outcome', async () => {
    const store = await startWriter();
    const outcomes = await store.create(hundred.map((name) => newSecret(name)));
    for (const name of hundred) expect(outcomes[name]).toMatchObject({ ok: true, value: { name } });
    expect(await store.operations()).toEqual(['secrets.create']);
    expect(await store.stored()).toEqual(Object.fromEntries(hundred.map((name) => [name, `value of ${name}`])));
  });

  const faults = [
    ['an unknown scope', 'InvalidScope', { scopes: ['lambda'] }],
    ['a value that is too long', 'ValueTooLong', { value: new SecretValue('x'.repeat(100)) }],
    ['a name that is taken', 'NameTaken', {}],
  ] as const;
  const cases = faults.flatMap(([fault, kind, change]) =>
    bulkCreates.flatMap((bulkCreate) =>
      nameExistsStatuses.map((nameExistsStatus) => ({ fault, kind, change, bulkCreate, nameExistsStatus })),
    ),
  );
  test.each(cases)(
    '$fault fails for its own secret alone (bulk POST is $bulkCreate, a taken name $nameExistsStatus)',
    async ({ kind, change, bulkCreate, nameExistsStatus }) => {
      const store = await startWriter({ bulkCreate, nameExistsStatus, maxValueBytes: 64 });
      const others = hundred.filter((name) => name !== 'S42');
      if (kind === 'NameTaken') await store.admin.seed(account, store.address.storeId, [{ name: 'S42', value: 'x' }]);
      expect(await store.createNamed(hundred, (name) => (name === 'S42' ? change : {}))).toEqual({
        ...all(others, ofTheOthers[bulkCreate]),
        S42: kind,
      });
      const stored = await store.stored();
      expect(Object.fromEntries(others.map((name) => [name, stored[name]]))).toEqual(
        Object.fromEntries(others.map((name) => [name, `value of ${name}`])),
      );
      expect(stored['S42']).toBe(kind === 'NameTaken' ? 'x' : undefined);
      const { 'secrets.create': creates = 0, 'secrets.list': lists = 0 } = await store.counted();
      // The refused one; then in halves, two for each, down to the one at fault.
      expect(creates).toBeLessThanOrEqual(1 + 2 * Math.ceil(Math.log2(100)));
      expect(lists).toBeLessThanOrEqual(1 + Math.ceil(Math.log2(100)));
    },
  );

  test.each(bulkCreates)('fill the places that are left, by few calls (bulk POST is %s)', async (bulkCreate) => {
    const store = await startWriter({ bulkCreate });
    await store.admin.settings({ accounts: [{ id: account, secretsQuota: 40 }] });
    const outcomes = Object.values(await store.createNamed(hundred));
    expect(outcomes.filter((outcome) => outcome === ofTheOthers[bulkCreate])).toHaveLength(40);
    expect(outcomes.filter((outcome) => outcome === 'SecretsQuota')).toHaveLength(60);
    expect(Object.keys(await store.stored())).toHaveLength(40);
    const { 'secrets.create': creates = 0, 'secrets.list': lists = 0 } = await store.counted();
    expect(creates).toBeLessThanOrEqual(15);
    expect(lists).toBeLessThanOrEqual(15);
  });

  test('see nothing of a value, whatever becomes of it', async () => {
    const store = await startWriter({ bulkCreate: 'partial' });
    await store.admin.inject({ operation: 'secrets.create', times: 1, action: { kind: 'reset', when: 'before' } });
    await store.admin.seed(account, store.address.storeId, [{ name: 'S01', value: 'x' }]);
    const outcomes = await store.create(
      hundred.map((name) =>
        newSecret(name, {
          value: new SecretValue(`canary of ${name}`),
          ...(name === 'S99' && { scopes: ['lambda'] }),
        }),
      ),
    );
    expect(new Set(Object.values(outcomes).map((outcome) => outcome?.ok))).toEqual(new Set([true, false]));
    const printed = inspect(outcomes, { depth: Infinity, showHidden: true }) + JSON.stringify(outcomes);
    expect(printed).not.toContain('canary');
  });
});
