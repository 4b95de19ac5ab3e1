import type { CloudflareFailure } from '../core/cloudflare-failure.ts';
import { failed, success, type Result } from '../core/result.ts';
import { concernsAll, isLost, isTooLarge, saysDoneAlready } from './failure-reach.ts';
import { PartSize } from './part-size.ts';

type Outcome<T> = Result<T, CloudflareFailure>;

/** One kind of bulk write, as sendInParts needs to know it. */
export interface BulkWrite<Item, Done> {
  /** What was done, for each item that the answer speaks of. */
  readonly send: (items: readonly Item[]) => Promise<Outcome<ReadonlyMap<Item, Done>>>;
  /** Looks at the store as it is after `send`. */
  readonly look: () => Promise<Outcome<void>>;
  /** What the last look proves about an item whose part failed; undefined when the item may be sent again. */
  readonly proven: (item: Item) => Outcome<Done> | undefined;
  /** Resolves after that time, or when there is no use in waiting any more. */
  readonly wait: (ms: number) => Promise<void>;
  /** Parts were refused for their size; this one, the largest of those that were not, went through. */
  readonly onTooMany?: (accepted: readonly Item[]) => void;
}

/** Lost answers in a row that mean an outage: were one item the reason, a part without it would have gone through. */
const mostLost = 3;

/** How long, in one sending, looks are given to show what was done: reads may lag behind writes by seconds. */
const lagWaitsMs: readonly number[] = [1_000, 2_000, 4_000];

/**
 * A bulk write of which nobody knows whether it is done as a whole or in part when it fails. So after a failure that does not
 * concern every item alike, the store is looked at, and what is not done goes out again in halves, down to the one item that
 * is the reason; it alone gets the failure. No item is ever sent again without a look in between, save after a 413, which says
 * that nobody has read it. After a refusal the first half is followed to its end before the second is begun, since what
 * concerns all shows earliest in a single item; after a lost answer the second half comes before, since it shows whether
 * anybody answers at all.
 *
 * A part that is refused because something in it is done already, though no look shows what, means that looks lag behind what
 * an earlier part did: they are given some time, or each item would be refused by itself.
 *
 * Answers one outcome per item. Sends at most twice as many requests as there are items. Retries nothing beyond that: an item
 * that ends in `Unavailable` with `processed: 'Maybe'` may have been carried out.
 */
export async function sendInParts<Item, Done>(
  write: BulkWrite<Item, Done>,
  items: readonly Item[],
): Promise<ReadonlyMap<Item, Outcome<Done>>> {
  const outcomes = new Map<Item, Outcome<Done>>();
  const size = new PartSize<Item>((item) => outcomes.get(item)?.ok === true);
  const waitsMs = [...lagWaitsMs];
  let parts = nonEmpty([items]);
  let lostInARow = 0;
  let mayLag = false;
  while (parts.length > 0) {
    const [next = [], ...later] = parts;
    const [part = [], ...pieces] = size.divide(next);
    const others = [...pieces, ...later];
    const step: Step<Item, Done> = await sendPart(write, [part, ...others], mayLag ? waitsMs : []);
    const { settled, failure, isOver } = step;
    for (const [item, outcome] of settled) outcomes.set(item, outcome);
    const [open = [], ...rest] = [part, ...others].map((one) => one.filter((item) => !outcomes.has(item)));
    if (failure === undefined) size.accepted(part);
    else size.refused(part, failure);
    lostInARow = failure !== undefined && isLost(failure) ? lostInARow + 1 : 0;
    if (failure !== undefined && (isOver || lostInARow === mostLost)) {
      for (const item of [...open, ...rest.flat()]) outcomes.set(item, failed(failure));
      return outcomes;
    }
    mayLag ||= failure !== undefined && !isTooLarge(failure);
    parts = nonEmpty(lostInARow > 0 ? [...rest, ...halves(open)] : [...halves(open), ...rest]);
  }
  const isAllDone = [...outcomes.values()].every(({ ok }) => ok);
  if (isAllDone && size.largestOfSome) write.onTooMany?.(size.largestOfSome);
  return outcomes;
}

interface Step<Item, Done> {
  readonly settled: ReadonlyMap<Item, Outcome<Done>>;
  readonly failure?: CloudflareFailure;
  /** The failure concerns every item that is left. */
  readonly isOver?: boolean;
}

/** Sends the first part. What is settled then may be items of the others too: a look shows all. */
async function sendPart<Item, Done>(
  write: BulkWrite<Item, Done>,
  [part = [], ...others]: readonly (readonly Item[])[],
  waitsMs: number[],
): Promise<Step<Item, Done>> {
  const sent = await write.send(part);
  const settled = new Map<Item, Outcome<Done>>();
  if (sent.ok) for (const [item, done] of sent.value) settled.set(item, success(done));
  const open = part.filter((item) => !settled.has(item));
  if (open.length === 0) return { settled };
  const failure = sent.ok ? missingInAnswer : sent.failure;
  if (concernsAll(failure, part.length)) return { settled, failure, isOver: true };
  if (part.length === 1 && !isLost(failure)) return { settled: allFailed(open, failure), failure };
  if (isTooLarge(failure)) return { settled, failure };
  const looked = await look(write, open, saysDoneAlready(failure) ? waitsMs : []);
  if (!looked.ok) return { settled, failure: doubtful(looked.failure), isOver: true };
  const shown = looked.value === 'Later' ? [...open, ...others.flat()] : open;
  for (const item of shown) {
    const proof = write.proven(item) ?? (part.length === 1 ? failed(failure) : undefined);
    if (proof !== undefined) settled.set(item, proof);
  }
  return { settled, failure };
}

/** Looks, and again after each of the waits, which are used up, until something is proven. */
async function look<Item, Done>(
  write: BulkWrite<Item, Done>,
  open: readonly Item[],
  waitsMs: number[],
): Promise<Outcome<'AtOnce' | 'Later'>> {
  const isProven = (item: Item): boolean => write.proven(item) !== undefined;
  let looked = await write.look();
  let when: 'AtOnce' | 'Later' = 'AtOnce';
  while (looked.ok && waitsMs.length > 0 && !open.some(isProven)) {
    await write.wait(waitsMs.shift() ?? 0);
    looked = await write.look();
    when = 'Later';
  }
  return looked.ok ? success(when) : looked;
}

const missingInAnswer: CloudflareFailure = {
  kind: 'Unavailable',
  detail: 'an answer without all that was sent',
  processed: 'Maybe',
};

const allFailed = <Item>(items: readonly Item[], failure: CloudflareFailure) =>
  new Map(items.map((item) => [item, failed(failure)] as const));

/** The failed look changed nothing, but the write before it may have. */
const doubtful = (failure: CloudflareFailure): CloudflareFailure =>
  failure.kind === 'Unavailable' ? { ...failure, processed: 'Maybe' } : failure;

/** Two parts; one of them is empty where there are less than two items. */
function halves<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

const nonEmpty = <Item>(parts: readonly (readonly Item[])[]): readonly (readonly Item[])[] =>
  parts.filter((part) => part.length > 0);
