import type { CloudflareClient } from '../cloudflare/client.ts';
import { StoreSnapshot } from '../cloudflare/snapshot.ts';
import type { StoreAddress } from '../core/ids.ts';
import { systemClock } from '../runtime/clock.ts';
import type { Context } from './context.ts';

/** The snapshot that all resources share which reach this Cloudflare store by this credential. */
export function openSnapshot(
  { connections, stopping }: Context,
  { client, credentialId }: { readonly client: CloudflareClient; readonly credentialId: string },
  address: StoreAddress,
): StoreSnapshot {
  return connections.snapshot(
    credentialId,
    address,
    () =>
      new StoreSnapshot({
        list: (options) => client.listSecrets(address, options),
        clock: systemClock,
        signal: stopping,
      }),
  );
}
