import type { Store, StoreStatus } from '../api/resources.ts';
import type { EventNote } from './event-note.ts';
import { listSome } from './list-some.ts';
import { isReleased, type StoreUse } from './store-finalizer.ts';
import { type SyncFailure, waiting } from './sync-failure.ts';

interface StoreDeletion extends StoreUse {
  readonly store: Store;
  /** Other store objects that lead to the Cloudflare store that this one has created. */
  readonly sharers: readonly string[];
  /** In milliseconds, as of PassTimes. */
  readonly deletingForMs: number;
  readonly finalizerDeadlineMs: number;
}

/** What is to be done about a store object that is being deleted, and that we hold. */
export type StoreDeletionStep =
  | { readonly kind: 'Wait'; readonly failure: SyncFailure }
  /** The Cloudflare store, if it is empty. */
  | { readonly kind: 'DeleteRemote'; readonly created: NonNullable<StoreStatus['created']> }
  | { readonly kind: 'LetGo'; readonly events: readonly EventNote[] };

/**
 * The first row that fits counts.
 *
 * | the store object                                        | then                                     |
 * |---------------------------------------------------------|------------------------------------------|
 * | has nothing to wait for                                 | goes                                     |
 * | is released by its annotation                           | goes, and a warning says what stays      |
 * | is suspended                                            | waits, without a deadline                |
 * | is past its deadline                                    | goes, and a warning says what stays      |
 * | is used by resources that want deletion                 | waits for them                           |
 * | has created a store that other store objects lead to    | waits for them                           |
 * | has created a store                                     | the store is deleted, if it is empty     |
 */
export function storeDeletionStep(deletion: StoreDeletion): StoreDeletionStep {
  const { store, users, sharers, created, deletingForMs, finalizerDeadlineMs } = deletion;
  const target = store.spec.deletionPolicy === 'Delete' ? created : undefined;
  if (users.length === 0 && target === undefined) return { kind: 'LetGo', events: [] };
  if (isReleased(store)) return { kind: 'LetGo', events: [leftBehind('Released', 'It was released', deletion)] };
  if (store.spec.suspend) return { kind: 'Wait', failure: suspended };
  if (deletingForMs >= finalizerDeadlineMs) {
    const note = leftBehind(
      'DeletionAbandoned',
      'What it waited for did not come to an end before the deadline',
      deletion,
    );
    return { kind: 'LetGo', events: [note] };
  }
  if (users.length > 0) return { kind: 'Wait', failure: inUse(users) };
  if (target === undefined) return { kind: 'LetGo', events: [] };
  return sharers.length > 0
    ? { kind: 'Wait', failure: shared(target.storeName, sharers) }
    : { kind: 'DeleteRemote', created: target };
}

const maxNamed = 5;

/** A deadline that was not reached counts for nothing where nothing may be done. */
const suspended = waiting(
  'Suspended',
  'Nothing is deleted at Cloudflare: the store is suspended; set its spec.suspend to false to go on, or release it by the ' +
    'annotation secretsstore.dev/release: "true"',
);

const inUse = (users: readonly string[]): SyncFailure =>
  waiting(
    'Deleting',
    `It goes when these resources have deleted their secrets by it: ${listSome(users, maxNamed)}; delete them, or release the ` +
      'store by the annotation secretsstore.dev/release: "true"',
  );

const shared = (storeName: string, sharers: readonly string[]): SyncFailure =>
  waiting(
    'Deleting',
    `Cannot delete store "${storeName}" at Cloudflare: ${listSome(sharers, maxNamed)} lead there too; delete those first, or set ` +
      'deletionPolicy: Retain',
  );

/** A Cloudflare store with something in it never goes, by whomever it was put there. */
export const notEmpty = (storeName: string, names: readonly string[]): SyncFailure =>
  waiting(
    'RemoteStoreNotEmpty',
    `Cannot delete store "${storeName}" at Cloudflare: it holds ${names.length === 0 ? 'secrets' : listSome(names, maxNamed)}; ` +
      'delete what nobody needs, or set deletionPolicy: Retain',
  );

function leftBehind(
  reason: 'Released' | 'DeletionAbandoned',
  why: string,
  { store, users, created }: StoreDeletion,
): EventNote {
  const secrets = `the secrets of ${listSome(users, maxNamed)}, which can be deleted once there is a store object again`;
  const remote = `store "${created?.storeName}" at Cloudflare`;
  const isLeft = store.spec.deletionPolicy === 'Delete' && created !== undefined;
  const left = [...(users.length > 0 ? [secrets] : []), ...(isLeft ? [remote] : [])];
  return { type: 'Warning', reason, note: `${why}: these stay: ${left.join('; ')}` };
}
