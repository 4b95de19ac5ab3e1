import { storeAddressKey } from '../core/ids.ts';
import { concernedBy, contradictsListing } from './aftermath.ts';
import type { LeftoversApplied } from './apply-leftovers.ts';
import type { Context } from './context.ts';
import { placeTarget } from './reference-targets.ts';
import { countDelayMs } from './triggers.ts';

interface Aftermath {
  readonly key: string;
  readonly context: Context;
}

/**
 * What the deletions of one resource where it was before mean for the others: places and names are free, a listing is in doubt.
 * A credential that was refused there is no matter of the store object that has it: it may lead elsewhere.
 */
export function followLeftovers(left: readonly LeftoversApplied[], { key, context }: Aftermath): void {
  for (const { way, failures, deleted, freed } of left) {
    const { address, snapshot } = way;
    context.quotas.free(address.accountId, deleted);
    if (failures.some(contradictsListing)) snapshot.distrust();
    const others = concernedBy(freed, context);
    others.delete(key);
    if (freed.length > 0) for (const other of others) context.queues.resources.add(other, 'Change');
    const isWanted = context.references.referrersOf(placeTarget(address)).some((other) => other !== key);
    if (!isWanted) context.connections.forgetIfUnused(snapshot);
    for (const [store, open] of context.connections.all())
      if (deleted > 0 && storeAddressKey(open.address) === storeAddressKey(address))
        context.queues.stores.addAfter(store, countDelayMs, 'Resync');
  }
}
