import { annotations } from '../api/group.ts';
import type { SecretsStoreSecret } from '../api/resources.ts';
import type { CopySource } from './entry-source.ts';
import { decideWanted, hasDrifted, hold, type WantedEntry } from './decide-entry.ts';
import { isLater } from './instants.ts';
import { copiedFromOf, isStillOrigin, type Origin } from './origin.ts';
import { isOurs } from './ownership.ts';
import type { CopiedFrom, Payload, Step } from './plan.ts';
import type { RemoteSecret } from './remote-secret.ts';
import { type SyncFailure, terminal } from './sync-failure.ts';

export interface WantedCopy extends Omit<WantedEntry, 'payload' | 'spec'> {
  readonly source: CopySource;
  readonly origin: Origin;
  readonly resource: SecretsStoreSecret;
}

/**
 * What is to happen with one entry that is wanted as a copy of another secret at Cloudflare. The value is copied when the
 * secret is made, and never again by itself: that takes a deletion, so whoever uses the secret would be without it for a
 * moment. All else is as for an entry that is only created (decideWanted).
 *
 * | remote | mark | its value is known as                  | origin      | decision                                 |
 * |--------|------|----------------------------------------|-------------|------------------------------------------|
 * | absent |      |                                        | unavailable | hold: OriginNotReady, NameNotAllowed     |
 * | absent |      |                                        | found       | duplicate, where decideWanted creates    |
 * | there  | ours | that of the origin as it is            | found       | keep, and set scopes and comment right   |
 * | there  | ours | that of an origin                      | unavailable | the same: the copy was asked for once    |
 * | there  | ours | that of the origin as it was; or not   | found       | the same, and say CopyOutdated; delete and duplicate, if the annotation says so |
 * | there  | ours | not                                    | unavailable | the same, and say CopyOutdated           |
 *
 * The value is known as long as nobody has written to the copy since. One that is not recorded, of a crash, is a copy of an
 * origin that has not changed after it was written. Under CreateOnly the copy may go its own way: it is never outdated.
 */
export function decideCopy(wanted: WantedCopy): Step {
  const { origin, resource, entry } = wanted;
  if (wanted.remote === undefined && wanted.original === undefined && origin.kind !== 'Found')
    return hold(wanted, origin.failure);
  const copiedFrom = knownOrigin(wanted);
  const original = wanted.original ?? originalOf(origin);
  const payload: Payload = { kind: 'Copied', ...(copiedFrom && { copiedFrom }) };
  const step = decideWanted({ ...wanted, spec: resource.spec, payload, ...(original && { original }) });
  if ((step.action !== 'Keep' && step.action !== 'Patch') || entry.updatePolicy === 'CreateOnly') return step;
  if (copiedFrom && (origin.kind === 'Unavailable' || isStillOrigin(copiedFrom, origin.secret))) return step;
  const again = origin.kind === 'Found' ? copyAgain(wanted, step.remote, origin.secret) : undefined;
  return again ?? { ...step, outdated: outdated(wanted, step.remote, copiedFrom) };
}

const originalOf = (origin: Origin): WantedEntry['original'] =>
  origin.kind === 'Found'
    ? { secret: origin.secret, payload: { kind: 'Copied', copiedFrom: copiedFromOf(origin.secret) } }
    : undefined;

/** Of what the secret that is there is known to be a copy. */
function knownOrigin({ source, remote, record, origin }: WantedCopy): CopiedFrom | undefined {
  if (remote === undefined) return undefined;
  if (record?.secretId === remote.id) {
    const isOther = record.copiedFrom?.name !== source.copyOf || hasDrifted(remote, record);
    return isOther ? undefined : record.copiedFrom;
  }
  const isYounger = origin.kind !== 'Unavailable' && isLater(remote.modified, origin.secret.modified);
  return isYounger ? copiedFromOf(origin.secret) : undefined;
}

/** The copy made anew, if the user has said so after both were last written: then it is not said of any later change. */
function copyAgain({ owner, ...wanted }: WantedCopy, remote: RemoteSecret, origin: RemoteSecret): Step | undefined {
  const { entry, record, resource } = wanted;
  const saidAt = resource.metadata.annotations?.[annotations.copyAgain] ?? '';
  const mayGo = isOurs(remote, owner) && record?.secretId === remote.id;
  if (!mayGo || Number.isNaN(Date.parse(saidAt)) || isLater(lastChange(remote, origin), saidAt)) return undefined;
  const payload: Payload = { kind: 'Copied', copiedFrom: copiedFromOf(origin) };
  return {
    name: entry.name,
    record,
    action: 'Duplicate',
    entry,
    payload,
    origin,
    replaces: remote,
    why: 'CopiedAgain',
  };
}

const lastChange = (remote: RemoteSecret, origin: RemoteSecret): string =>
  isLater(remote.modified, origin.modified) ? remote.modified : origin.modified;

function outdated(
  { entry, storeName, source, origin }: WantedCopy,
  remote: RemoteSecret,
  copiedFrom: CopiedFrom | undefined,
): SyncFailure {
  const secret = `Secret "${entry.name}" in store "${storeName}"`;
  const state = copiedFrom
    ? `${secret} is a copy of "${source.copyOf}" as that was before its last change`
    : `${secret} may have another value than "${source.copyOf}": it was not made as a copy of that, or was changed since`;
  const again =
    origin.kind === 'Found'
      ? `to have it deleted and copied anew, set the annotation ${annotations.copyAgain}: "${lastChange(remote, origin.secret)}"`
      : `once there is an active secret "${source.copyOf}" that this namespace may copy, the annotation ${annotations.copyAgain} ` +
        'with a time after that has it deleted and copied anew';
  return terminal('CopyOutdated', `${state}; ${again}; to leave it as it is, set updatePolicy: CreateOnly`);
}
