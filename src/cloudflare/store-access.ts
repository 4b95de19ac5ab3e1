import type { StoreAddress } from '../core/ids.ts';
import type { CloudflareClient } from './client.ts';
import type { StoreSnapshot } from './snapshot.ts';

/** One store, by one credential, with what we know of it: all that a bulk write needs. */
export interface StoreAccess {
  readonly client: Pick<CloudflareClient, 'createSecrets' | 'deleteSecret' | 'deleteSecrets'>;
  readonly address: StoreAddress;
  readonly snapshot: StoreSnapshot;
}
