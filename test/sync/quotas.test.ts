import { describe, expect, test } from 'vitest';
import { accountId } from '../../src/core/ids.ts';
import { Quotas } from '../../src/sync/quotas.ts';

const account = accountId('account');

function quotasOf(used: number): Quotas {
  const quotas = new Quotas();
  quotas.set(account, { limit: 100, used });
  return quotas;
}

describe('the places of an account', () => {
  test('are without end until they have been read', () => {
    expect(new Quotas().get(account)).toEqual({ limit: Infinity, used: 0 });
  });

  test('that are reserved count as used', () => {
    const quotas = quotasOf(98);
    quotas.reserve(account, 2);
    expect(quotas.get(account)).toEqual({ limit: 100, used: 100 });
  });

  test('that were reserved and not taken are free again', () => {
    const quotas = quotasOf(90);
    quotas.reserve(account, 5).settle(2);
    expect(quotas.get(account)).toEqual({ limit: 100, used: 92 });
  });

  test('that were taken while the quota was read are not counted twice', () => {
    const quotas = quotasOf(90);
    const reservation = quotas.reserve(account, 5);
    quotas.set(account, { limit: 100, used: 95 });
    reservation.settle(5);
    expect(quotas.get(account)).toEqual({ limit: 100, used: 95 });
  });

  test('that are reserved stay so when the quota is read', () => {
    const quotas = quotasOf(90);
    quotas.reserve(account, 5);
    quotas.set(account, { limit: 100, used: 90 });
    expect(quotas.get(account)).toEqual({ limit: 100, used: 95 });
  });

  test('are freed by what was deleted, and never become fewer than none', () => {
    const quotas = quotasOf(3);
    quotas.free(account, 5);
    expect(quotas.get(account)).toEqual({ limit: 100, used: 0 });
  });

  test('are kept for ten thousand accounts, those used last', () => {
    const quotas = quotasOf(7);
    for (let other = 0; other < 9_999; other += 1) quotas.set(accountId(`other-${other}`), { limit: 100, used: 1 });
    expect(quotas.get(account)).toEqual({ limit: 100, used: 7 });
    quotas.set(accountId('one more'), { limit: 100, used: 1 });
    expect(quotas.get(accountId('other-0'))).toEqual({ limit: Infinity, used: 0 });
    expect(quotas.get(account)).toEqual({ limit: 100, used: 7 });
  });

  test('that were reserved before their account was forgotten do not make others of it', () => {
    const quotas = quotasOf(90);
    const reservation = quotas.reserve(account, 5);
    for (let other = 0; other < 10_000; other += 1) quotas.set(accountId(`other-${other}`), { limit: 100, used: 1 });
    quotas.set(account, { limit: 100, used: 90 });
    reservation.settle(0);
    expect(quotas.get(account)).toEqual({ limit: 100, used: 90 });
  });
});
