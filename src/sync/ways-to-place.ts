import { addressOf, type Place, placeKey } from '../core/pending-deletion.ts';
import { storeAddressKey } from '../core/ids.ts';
import { kindOfStore, namespaceOfStore, type StoreKey } from '../core/store-ref.ts';
import type { OpenStore, StoreWay } from './connections.ts';
import type { ReadingContext } from './context.ts';

/** A credential that may reach a place. */
export interface CandidateWay {
  readonly way: StoreWay;
  /** It has reached the account of the place, so that what it is told of a store there is believed. */
  readonly isKnownThere: boolean;
  /** Its listing is taken again at each resync of a store object that leads to the place. */
  readonly isResynced: boolean;
}

interface Sought {
  readonly place: Place;
  /** The store object that led there, and the one that the resource has now. */
  readonly storeKeys: { readonly before: StoreKey; readonly now: StoreKey };
  /** Whose secrets are there: no other namespace lends its credential. */
  readonly namespace: string;
}

type Opened = readonly [key: StoreKey, open: OpenStore];

/**
 * The ways to a place where a resource was before, the best first. A store object may be gone, or its credential: the way is
 * then the one that was last good.
 *
 * | by a store object                                            | taken for                             |
 * |--------------------------------------------------------------|---------------------------------------|
 * | that leads there                                             | good                                  |
 * | that led there, as it was when it last did                   | good                                  |
 * | of the same account                                          | good                                  |
 * | of another account, which led there, or is the current one   | worth a try: a token may be for both  |
 */
export function* waysToPlace(
  sought: Sought,
  context: Pick<ReadingContext, 'connections' | 'sharedStores'>,
): Iterable<CandidateWay> {
  const { place, storeKeys, namespace } = sought;
  const { connections, sharedStores } = context;
  const address = addressOf(place);
  const tried = new Set<string>();
  const by = ([key, open]: Opened, isKnownThere: boolean): readonly CandidateWay[] => {
    const tenant = namespaceOfStore(key);
    const mark = `${tenant}/${open.credentialId}`;
    if (tried.has(mark)) return [];
    tried.add(mark);
    const isThere = storeAddressKey(open.address) === placeKey(place);
    const now = connections.get(key);
    const isResynced = isThere && now?.open === open && now.failure === undefined;
    const way = isThere
      ? open
      : { client: open.client, address, ...sharedStores.openAside(tenant, { ...open, address }) };
    return [{ way, isKnownThere, isResynced }];
  };
  const opened = connections.all().filter(([key]) => mayUse(key, namespace));
  const ofAccount = opened.filter(([, open]) => open.address.accountId === address.accountId);
  for (const one of ofAccount) if (storeAddressKey(one[1].address) === placeKey(place)) yield* by(one, true);
  const former = connections.formerWay(storeKeys.before, address.accountId);
  if (former) yield* by([storeKeys.before, former], true);
  for (const one of ofAccount) yield* by(one, true);
  for (const one of opened) if ([storeKeys.before, storeKeys.now].includes(one[0])) yield* by(one, false);
}

/** A SecretsStore serves its own namespace; a ClusterSecretsStore, all of them, since only what is their own is deleted there. */
const mayUse = (key: StoreKey, namespace: string): boolean =>
  kindOfStore(key) === 'ClusterSecretsStore' || namespaceOfStore(key) === namespace;
