import type { CloudflareFailure } from '../core/cloudflare-failure.ts';
import type { SecretId } from '../core/ids.ts';
import { success, type Result } from '../core/result.ts';
import { sleep } from '../runtime/sleep.ts';
import type { BulkOptions } from './call-options.ts';
import { isLost } from './failure-reach.ts';
import { sendInParts } from './send-in-parts.ts';
import type { StoreAccess } from './store-access.ts';

export type Deleted = Result<void, CloudflareFailure>;

/**
 * Deletes secrets by one request: a bulk DELETE, or a plain one for a single id. One outcome per id; what is gone already is a
 * success. How a failure is narrowed down is told at sendInParts: an id that a bulk DELETE does not know may fail all of it,
 * and a listing then says which are still there.
 *
 * The snapshot shows none of the deleted ones when this returns. It is distrusted when an answer stayed lost.
 */
export async function deleteSecrets(
  { client, address, snapshot }: StoreAccess,
  ids: readonly SecretId[],
  options: BulkOptions<SecretId>,
): Promise<ReadonlyMap<SecretId, Deleted>> {
  const outcomes = await sendInParts<SecretId, void>(
    {
      send: async (part) => {
        const [first, ...others] = part;
        const sent =
          first !== undefined && others.length === 0
            ? await client.deleteSecret(address, first, options)
            : await client.deleteSecrets(address, part, options);
        return sent.ok ? success(new Map(part.map((id) => [id, undefined]))) : sent;
      },
      look: () => snapshot.retake(options),
      proven: (id) => (snapshot.byId(id) === undefined ? success(undefined) : undefined),
      wait: async (ms) => sleep(ms, options.signal, options.clock),
      ...(options.onTooMany && { onTooMany: options.onTooMany }),
    },
    [...new Set(ids)],
  );
  for (const [id, outcome] of outcomes) {
    if (outcome.ok) snapshot.recordDeleted(id);
    else if (isLost(outcome.failure)) snapshot.distrust();
  }
  return outcomes;
}
