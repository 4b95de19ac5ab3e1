import type { Condition } from '../api/resources.ts';

/** An Event to be recorded on the resource. */
export interface EventNote {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly note: string;
}

/**
 * One Event where trouble comes, becomes another, has outlasted its grace, or is over; nothing on a repetition. That something
 * works that never failed is no news: status says it, and a thousand Events at the first sync would tell nobody more.
 */
export function eventsBetween(before: readonly Condition[], after: readonly Condition[]): readonly EventNote[] {
  const ready = find(after, 'Ready');
  if (ready === undefined || ready.status === 'Unknown' || isQuiet(ready)) return [];
  const previously = find(before, 'Ready');
  if (ready.status === 'True' && previously?.status !== 'False') return [];
  const changed = previously?.status !== ready.status || previously.reason !== ready.reason;
  const stalledNow = isTrue(after, 'Stalled') && !isTrue(before, 'Stalled');
  if (!changed && !stalledNow) return [];
  return [{ type: ready.status === 'True' ? 'Normal' : 'Warning', reason: ready.reason, note: ready.message }];
}

/** Somebody asked for the deletion: that it goes on is no news. */
const isQuiet = (ready: Condition): boolean => ready.reason === 'Deleting';

const find = (conditions: readonly Condition[], type: string): Condition | undefined =>
  conditions.find((condition) => condition.type === type);

const isTrue = (conditions: readonly Condition[], type: string): boolean => find(conditions, type)?.status === 'True';
