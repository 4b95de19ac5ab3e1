import type { CloudflareFailure } from '../core/cloudflare-failure.ts';
import type { NewSecret, RemoteSecret } from '../core/remote-secret.ts';
import { failed, success, type Result } from '../core/result.ts';
import { sleep } from '../runtime/sleep.ts';
import type { BulkOptions } from './call-options.ts';
import { isLost } from './failure-reach.ts';
import { sendInParts } from './send-in-parts.ts';
import type { StoreAccess } from './store-access.ts';

export type Created = Result<RemoteSecret, CloudflareFailure>;

/**
 * Creates secrets by one POST, whether Cloudflare does such a POST as a whole or in part, and whether its answer arrives or
 * not. One outcome per name; names must differ. How a failure is narrowed down is told at sendInParts.
 *
 * Only an answer proves that a secret was created. After a failure, a name that the store holds is `NameTaken`, also where
 * comment and scopes are ours: it may be a leftover with an older value, of a crash or of a POST that nobody saw answered,
 * which the listing before did not show yet. No read can tell, as a value is never read back, and times only by clocks that
 * agree. Whoever decides finds it in the snapshot and sends all of it by a PATCH, which is right in either case.
 *
 * The snapshot knows what was created when this returns. It is distrusted when it cannot know: an answer stayed lost, or a
 * name is taken that it does not show.
 */
export async function createSecrets(
  store: StoreAccess,
  wanted: readonly NewSecret[],
  options: BulkOptions<NewSecret>,
): Promise<ReadonlyMap<string, Created>> {
  const { client, address, snapshot } = store;
  const outcomes = await sendInParts<NewSecret, RemoteSecret>(
    {
      send: async (part) => {
        const sent = await client.createSecrets(address, part, options);
        return sent.ok ? success(byWanted(part, sent.value)) : sent;
      },
      look: () => snapshot.retake(options),
      proven: ({ name }) => (snapshot.byName(name) === undefined ? undefined : failed({ kind: 'NameTaken' })),
      wait: async (ms) => sleep(ms, options.signal, options.clock),
      ...(options.onTooMany && { onTooMany: options.onTooMany }),
    },
    wanted,
  );
  record(store, outcomes);
  return new Map([...outcomes].map(([{ name }, outcome]) => [name, outcome]));
}

function byWanted(part: readonly NewSecret[], created: readonly RemoteSecret[]): ReadonlyMap<NewSecret, RemoteSecret> {
  const byName = new Map(created.map((secret) => [secret.name, secret]));
  return new Map(
    part.flatMap((secret) => {
      const answered = byName.get(secret.name);
      return answered === undefined ? [] : [[secret, answered] as const];
    }),
  );
}

function record({ snapshot }: StoreAccess, outcomes: ReadonlyMap<NewSecret, Created>): void {
  for (const [{ name }, outcome] of outcomes) {
    if (outcome.ok) snapshot.recordWritten(outcome.value);
    else if (isLost(outcome.failure)) snapshot.distrust();
    else if (outcome.failure.kind === 'NameTaken' && snapshot.byName(name) === undefined) snapshot.distrust();
  }
}
