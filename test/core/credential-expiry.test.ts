import { describe, expect, test } from 'vitest';
import { credentialAt, expiryEvents, expiryNoticeMs } from '../../src/core/credential-expiry.ts';

const expiryTime = '2026-12-24T00:00:00Z';
const endsMs = Date.parse(expiryTime);
const active = { kind: 'ApiToken', status: 'Active', expiryTime };
const expiring = { ...active, status: 'Expiring' };

describe('a token that ends', () => {
  test('is Expiring from seven days before', () => {
    expect(credentialAt(active, endsMs - expiryNoticeMs - 1)).toEqual(active);
    expect(credentialAt(active, endsMs - expiryNoticeMs)).toEqual(expiring);
    expect(credentialAt(expiring, endsMs + 1)).toEqual(expiring);
  });

  test('is as Cloudflare calls it where that is worse', () => {
    expect(credentialAt({ ...active, status: 'Refused' }, endsMs)).toEqual({ ...active, status: 'Refused' });
  });

  test('is warned of once, and once more where another one comes to its end', () => {
    expect(expiryEvents(active, expiring)).toMatchObject([{ type: 'Warning', reason: 'CredentialExpiring' }]);
    expect(expiryEvents(undefined, expiring)).toHaveLength(1);
    expect(expiryEvents(expiring, expiring)).toEqual([]);
    expect(expiryEvents(expiring, { ...expiring, expiryTime: '2027-01-01T00:00:00Z' })).toHaveLength(1);
    expect(expiryEvents(expiring, active)).toEqual([]);
  });

  test('is no news where there is no end', () => {
    const endless = { kind: 'GlobalApiKey', status: 'Active' };
    expect(credentialAt(endless, endsMs)).toEqual(endless);
    expect(expiryEvents(undefined, undefined)).toEqual([]);
  });
});
