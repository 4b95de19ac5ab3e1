import type { CloudflareFailure } from '../core/cloudflare-failure.ts';
import type { SecretId } from '../core/ids.ts';
import type { NewSecret, RemoteSecret } from '../core/remote-secret.ts';
import { failed, type Result } from '../core/result.ts';
import type { CallOptions } from './call-options.ts';
import { isLost } from './failure-reach.ts';
import type { CloudflareClient } from './client.ts';
import type { StoreAccess } from './store-access.ts';

interface DuplicatingAccess extends Omit<StoreAccess, 'client'> {
  readonly client: Pick<CloudflareClient, 'deleteSecret' | 'duplicateSecret'>;
}

interface Duplication {
  readonly origin: SecretId;
  /** Deleted first, since it has the name. */
  readonly replaces?: SecretId;
  readonly copy: Omit<NewSecret, 'value'>;
}

/**
 * Makes a secret with the value of another, inside Cloudflare. As with createSecrets, only an answer proves that it was made:
 * where that is lost, the store is listed, and a secret of that name is `NameTaken`. The snapshot knows what was done when
 * this returns, and is distrusted by whoever gets the failure.
 */
export async function duplicateSecret(
  { client, address, snapshot }: DuplicatingAccess,
  { origin, replaces, copy }: Duplication,
  options: CallOptions,
): Promise<Result<RemoteSecret, CloudflareFailure>> {
  if (replaces !== undefined) {
    const deleted = await client.deleteSecret(address, replaces, options);
    if (!deleted.ok) return deleted;
    snapshot.recordDeleted(replaces);
  }
  const made = await client.duplicateSecret(address, origin, copy, options);
  if (made.ok) {
    snapshot.recordWritten(made.value);
    return made;
  }
  if (!isLost(made.failure)) return made;
  const listed = await snapshot.retake(options);
  return listed.ok && snapshot.byName(copy.name) ? failed({ kind: 'NameTaken' }) : made;
}
