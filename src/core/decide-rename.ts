import { decideWanted, hasDrifted, hold, type WantedEntry } from './decide-entry.ts';
import { decideRemovals } from './decide-removal.ts';
import type { DesiredEntry } from './desired.ts';
import { digestOf, unknownDigest } from './digest.ts';
import { forbiddenName } from './fence.ts';
import { nameOfSecret } from './name-of-secret.ts';
import type { Observed, UsableStore } from './observed.ts';
import { isOurs } from './ownership.ts';
import { payloadOf } from './payload.ts';
import type { Payload, Step } from './plan.ts';
import type { RemoteSecret } from './remote-secret.ts';
import { waiting } from './sync-failure.ts';

interface Scene {
  readonly observed: Observed;
  readonly store: UsableStore;
}

/**
 * A rename is a copy inside Cloudflare, and a deletion after it. Each step follows from what is there, so a crash at any point
 * loses nothing: the mark proves what is ours.
 *
 * | under the old name | under the new name    | the new name                       | the old name                            |
 * |--------------------|-----------------------|------------------------------------|-----------------------------------------|
 * | nothing of ours    |                       | as without formerName              | forget what was recorded                |
 * | ours               | nothing               | duplicate, where it may be created | stays                                   |
 * | ours               | ours, pending         | as without formerName              | stays                                   |
 * | ours               | ours, active          | as without formerName              | delete (Retain: take our mark off); recorded first, where it was not |
 * | ours               | somebody else's       | as without formerName: Conflict    | stays                                   |
 *
 * The Secret is not needed for it. Where that shows that the old name had the value which it has now, the new one counts as
 * written; otherwise the value is written once more, unless the entry is only to be created.
 */
export function decideRename(
  former: RemoteSecret,
  wanted: Omit<WantedEntry, 'payload'>,
  { observed, store }: Scene,
): Step {
  const { entry } = wanted;
  const action = `rename secret "${former.name}" to "${entry.name}"`;
  const forbidden = forbiddenName(store.fence, former.name, action);
  if (forbidden) return hold(wanted, forbidden);
  if (former.status !== 'active') {
    const state = `"${former.name}" has just been written; it is renamed once it is active`;
    return hold(wanted, waiting('OriginNotReady', `Cannot ${action} in store "${store.name}" yet: ${state}`));
  }
  const payload = knownValue(former, entry, { observed, store });
  const step = decideWanted({ ...wanted, payload, original: { secret: former, payload } });
  return step.action === 'Duplicate' ? { ...step, why: 'Renamed' } : step;
}

/** The secret that the entry had under its former name: only one that carries our mark. */
export function formerOf(entry: DesiredEntry, { owner }: Observed, { remote }: UsableStore): RemoteSecret | undefined {
  const found = entry.formerName === undefined ? undefined : remote.byName(entry.formerName);
  return found && isOurs(found, owner) ? found : undefined;
}

/** What becomes of the former names of all that is wanted. */
export function endsOfFormers(
  wanted: readonly DesiredEntry[],
  observed: Observed,
  store: UsableStore,
): readonly Step[] {
  const ends = new Map<string, Step>();
  for (const entry of wanted) {
    const former = formerOf(entry, observed, store);
    if (former === undefined || wanted.some(({ name }) => name === former.name)) continue;
    ends.set(former.name, endOfFormer(former, entry, { observed, store }));
  }
  return [...ends.values()];
}

function endOfFormer(former: RemoteSecret, entry: DesiredEntry, { observed, store }: Scene): Step {
  const { name, id: secretId } = former;
  const found = observed.records.find((record) => record.name === name);
  const successor = store.remote.byName(entry.name);
  const hasCome = successor?.status === 'active' && isOurs(successor, observed.owner);
  const isContested = entry.problem !== undefined;
  if (found?.secretId === secretId && hasCome && !isContested) {
    const [end] = decideRemovals(observed, store, [found]);
    if (end) return end;
  }
  return { name, ...(found && { record: found }), action: 'Linger', remote: former, until: entry.name };
}

/** What can be recorded of the value under the new name, given what is recorded of the old one. */
function knownValue(former: RemoteSecret, entry: DesiredEntry, { observed, store }: Scene): Payload {
  const { name, source: made } = entry;
  const record = observed.records.find((candidate) => candidate.name === former.name);
  const known = record?.secretId === former.id && !hasDrifted(former, record) ? record : undefined;
  if (made.kind === 'Copy') {
    const copiedFrom = known?.copiedFrom?.name === made.copyOf ? known.copiedFrom : undefined;
    return { kind: 'Copied', ...(copiedFrom && { copiedFrom }) };
  }
  const { source, resource, maxValueBytes } = observed;
  const unknown: Payload = { kind: 'Recorded', digest: unknownDigest };
  if (source.kind !== 'Read') return unknown;
  const secretName = nameOfSecret(resource);
  const value = payloadOf({ name, source: made }, { secretName, keys: source.keys, maxValueBytes });
  if (!value.ok) return unknown;
  const place = { key: source.digestKey, address: store.address };
  const isSame = known?.digest === digestOf(value.value, former.name, place);
  return isSame ? { kind: 'Recorded', digest: digestOf(value.value, name, place) } : unknown;
}
