import type { StoreAddress } from '../core/ids.ts';
import type { CloudflareClient } from './client.ts';
import type { StoreSnapshot } from './snapshot.ts';

/** One store, by one credential, with what we know of it. */
export interface StoreAccess {
  readonly client: CloudflareClient;
  readonly address: StoreAddress;
  readonly snapshot: StoreSnapshot;
}
