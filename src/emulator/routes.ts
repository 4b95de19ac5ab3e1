import type { Operation } from './operation.ts';
import * as changes from './secret-changes.ts';
import * as creation from './secret-creation.ts';
import * as listing from './secret-listing.ts';
import * as stores from './store-operations.ts';
import * as verification from './token-verification.ts';
import * as users from './user-operations.ts';

const base = '/accounts/:account/secrets_store';
const store = `${base}/stores/:store`;
const secret = `${store}/secrets/:secret`;

const reads = { about: 'account', permission: 'read' } as const;
const writes = { about: 'account', permission: 'write' } as const;
const asks = { about: 'identity' } as const;

/** [spec] Every operation. The names stand in the call log and in faults: they are part of the emulator's interface. */
export const operations: readonly Operation[] = [
  { name: 'quota.get', method: 'GET', path: `${base}/quota`, ...reads, run: stores.getQuota },
  { name: 'stores.list', method: 'GET', path: `${base}/stores`, ...reads, run: stores.listStores },
  { name: 'stores.create', method: 'POST', path: `${base}/stores`, ...writes, run: stores.createStore },
  { name: 'stores.get', method: 'GET', path: store, ...reads, run: stores.getStore },
  { name: 'stores.delete', method: 'DELETE', path: store, ...writes, run: stores.deleteStore },
  { name: 'secrets.list', method: 'GET', path: `${store}/secrets`, ...reads, run: listing.listSecrets },
  { name: 'secrets.create', method: 'POST', path: `${store}/secrets`, ...writes, run: creation.createSecrets },
  { name: 'secrets.bulkDelete', method: 'DELETE', path: `${store}/secrets`, ...writes, run: changes.deleteSecrets },
  { name: 'secrets.get', method: 'GET', path: secret, ...reads, run: listing.getSecret },
  { name: 'secrets.edit', method: 'PATCH', path: secret, ...writes, run: changes.editSecret },
  { name: 'secrets.delete', method: 'DELETE', path: secret, ...writes, run: changes.deleteSecret },
  { name: 'secrets.duplicate', method: 'POST', path: `${secret}/duplicate`, ...writes, run: creation.duplicateSecret },
  { name: 'tokens.verifyUser', method: 'GET', path: '/user/tokens/verify', ...asks, run: verification.verifyUserToken },
  {
    name: 'tokens.verifyAccount',
    method: 'GET',
    path: '/accounts/:account/tokens/verify',
    ...asks,
    run: verification.verifyAccountToken,
  },
  { name: 'user.get', method: 'GET', path: '/user', ...asks, run: users.getUser },
  { name: 'accounts.list', method: 'GET', path: '/accounts', ...asks, run: users.listAccounts },
  { name: 'memberships.list', method: 'GET', path: '/memberships', ...asks, run: users.listMemberships },
];
