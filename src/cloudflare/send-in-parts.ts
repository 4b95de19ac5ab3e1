import type { CloudflareFailure } from '../core/cloudflare-failure.ts';
import { failed, success, type Result } from '../core/result.ts';
import { concernsAll, isLost } from './failure-reach.ts';

type Outcome<T> = Result<T, CloudflareFailure>;

/** One kind of bulk write, as sendInParts needs to know it. */
export interface BulkWrite<Item, Done> {
  /** What was done, for each item that the answer speaks of. */
  readonly send: (items: readonly Item[]) => Promise<Outcome<ReadonlyMap<Item, Done>>>;
  /** Looks at the store as it is after `send`. */
  readonly look: () => Promise<Outcome<void>>;
  /** What that look proves about an item whose part failed; undefined when the item may be sent again. */
  readonly proven: (item: Item) => Outcome<Done> | undefined;
  /** A part was refused of which every item then went through in smaller ones, so its size was the reason: the most that did at once. */
  readonly onTooMany?: (accepted: number) => void;
}

/** Lost answers in a row that mean an outage: were one item the reason, a part without it would have gone through. */
const mostLost = 3;

/**
 * A bulk write of which nobody knows whether it is done as a whole or in part when it fails. So after a failure that does not
 * concern every item alike, the store is looked at, and what is not done goes out again in halves, down to the one item that
 * is the reason; it alone gets the failure. No item is ever sent again without a look in between. After a
 * refusal the first half is followed to its end before the second is begun, since what concerns all shows earliest in a single
 * item; after a lost answer the second half comes before, since it shows whether anybody answers at all.
 *
 * Answers one outcome per item. Sends at most twice as many requests as there are items. Retries nothing beyond that: an item
 * that ends in `Unavailable` with `processed: 'Maybe'` may have been carried out.
 */
export async function sendInParts<Item, Done>(
  write: BulkWrite<Item, Done>,
  items: readonly Item[],
): Promise<ReadonlyMap<Item, Outcome<Done>>> {
  const outcomes = new Map<Item, Outcome<Done>>();
  const parts: (readonly Item[])[] = items.length === 0 ? [] : [items];
  const sizes = { refused: 0, accepted: 0 };
  let lostInARow = 0;
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    const { settled, open, failure, isOver } = await sendPart(write, part);
    for (const [item, outcome] of settled) outcomes.set(item, outcome);
    if (failure === undefined) sizes.accepted = Math.max(sizes.accepted, part.length);
    else if (failure.kind === 'Rejected') sizes.refused = Math.max(sizes.refused, part.length);
    lostInARow = failure !== undefined && isLost(failure) ? lostInARow + 1 : 0;
    if (failure !== undefined && (isOver || lostInARow === mostLost)) {
      for (const item of [...open, ...parts.flat()]) outcomes.set(item, failed(failure));
      return outcomes;
    }
    if (lostInARow > 0) parts.push(...halves(open));
    else parts.unshift(...halves(open));
  }
  const isAllDone = [...outcomes.values()].every(({ ok }) => ok);
  if (isAllDone && sizes.refused > sizes.accepted) write.onTooMany?.(sizes.accepted);
  return outcomes;
}

interface Step<Item, Done> {
  readonly settled: ReadonlyMap<Item, Outcome<Done>>;
  /** Not done, and to be sent again unless the failure forbids it. */
  readonly open: readonly Item[];
  readonly failure?: CloudflareFailure;
  /** The failure concerns every item that is left. */
  readonly isOver?: boolean;
}

async function sendPart<Item, Done>(write: BulkWrite<Item, Done>, part: readonly Item[]): Promise<Step<Item, Done>> {
  const sent = await write.send(part);
  const settled = new Map<Item, Outcome<Done>>();
  if (sent.ok) for (const [item, done] of sent.value) settled.set(item, success(done));
  const open = part.filter((item) => !settled.has(item));
  if (open.length === 0) return { settled, open };
  const failure = sent.ok ? missingInAnswer : sent.failure;
  if (concernsAll(failure, part.length)) return { settled, open, failure, isOver: true };
  if (part.length === 1 && !isLost(failure)) return allFailed(open, failure);
  const looked = await write.look();
  if (!looked.ok) return { settled, open, failure: doubtful(looked.failure), isOver: true };
  for (const item of open) {
    const proof = write.proven(item) ?? (part.length === 1 ? failed(failure) : undefined);
    if (proof !== undefined) settled.set(item, proof);
  }
  return { settled, open: open.filter((item) => !settled.has(item)), failure };
}

const missingInAnswer: CloudflareFailure = {
  kind: 'Unavailable',
  detail: 'an answer without all that was sent',
  processed: 'Maybe',
};

/** The failed look changed nothing, but the write before it may have. */
const doubtful = (failure: CloudflareFailure): CloudflareFailure =>
  failure.kind === 'Unavailable' ? { ...failure, processed: 'Maybe' } : failure;

const allFailed = <Item, Done>(items: readonly Item[], failure: CloudflareFailure): Step<Item, Done> => ({
  settled: new Map(items.map((item) => [item, failed(failure)])),
  open: [],
  failure,
});

/** Two parts, or one of a single item, or none. */
function halves<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)].filter((half) => half.length > 0);
}
