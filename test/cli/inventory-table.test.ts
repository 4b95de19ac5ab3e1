import { describe, expect, test } from 'vitest';
import { inventoryTable, sayAge } from '../../src/cli/inventory-table.ts';
import { terminal } from '../../src/core/sync-failure.ts';

const item = { id: 'id', scopes: ['workers'], status: 'active', modified: '2026-11-24T12:00:00Z' };

describe('the table of an inventory', () => {
  test('has a line for each secret, and one for each store that could not be read', () => {
    const table = inventoryTable({
      stores: [
        {
          store: 'SecretsStore/shop/default',
          accountId: 'acc0',
          storeId: 'id1',
          storeName: 'main',
          quota: { limit: 100, used: 7 },
          secrets: [
            { ...item, name: 'KEY', holder: 'Ours', resource: 'shop/app', ageSeconds: 200_000 },
            { ...item, name: 'BY_HAND', holder: 'Unmarked' },
          ],
        },
      ],
      failures: [{ store: 'ClusterSecretsStore/x', failure: terminal('CredentialRefused', 'Cannot') }],
    });
    expect(table.split('\n')).toEqual([
      `SecretsStore/shop/default: store "main" of account acc0, 2 secrets; 7 of the account's 100 places are used`,
      'SECRET   HOLDER    RESOURCE  SCOPES   STATUS  AGE',
      'KEY      Ours      shop/app  workers  active  2d',
      'BY_HAND  Unmarked            workers  active',
      '',
      'ClusterSecretsStore/x: CredentialRefused: Cannot',
    ]);
  });

  test.each([
    [0, '0s'],
    [119, '119s'],
    [120, '2m'],
    [7_200, '2h'],
    [172_799, '47h'],
    [172_800, '2d'],
  ])('says %i seconds as %s', (seconds, said) => {
    expect(sayAge(seconds)).toBe(said);
  });
});
