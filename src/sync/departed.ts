import type { SecretsStoreSecret } from '../api/resources.ts';
import { keyOf } from '../kube/kube-object.ts';
import type { Context } from './context.ts';
import { forgetAbsence } from './forget-absence.ts';
import { forgetResource } from './forget-resource.ts';

type Memory = Pick<
  Context,
  'departed' | 'references' | 'absences' | 'sameValues' | 'deletions' | 'log' | 'now' | 'clock'
>;

/** Those that left last. More than that have waited for a store that is suspended or out of reach, and are orphans then. */
const mostKept = 10_000;

/** How long a standby remembers who has departed: whoever leads has dealt with it by then, or has ended and been replaced. */
const keptByStandbyMs = 300_000;

/** When each left, in milliseconds of the clock for durations. */
const leftAtMs = new WeakMap<SecretsStoreSecret, number>();

/** Keeps a resource that is gone as one that is being deleted, until our mark is off its secrets. */
export function rememberDeparted(resource: SecretsStoreSecret, memory: Memory): void {
  const { departed, log, now, clock } = memory;
  const leaving = asDeleted(resource, now());
  departed.set(keyOf(resource), leaving);
  leftAtMs.set(leaving, clock.nowMs());
  const [oldest] = departed.keys();
  if (departed.size <= mostKept || oldest === undefined) return;
  forgetDeparted(oldest, memory);
  log.warn({ resource: oldest }, 'too many have left before it could be dealt with; our mark stays on its secrets');
}

export function forgetDeparted(
  key: string,
  memory: Pick<Memory, 'departed' | 'references' | 'absences' | 'sameValues' | 'deletions'>,
): void {
  const resource = memory.departed.get(key);
  memory.departed.delete(key);
  memory.references.set(key, []);
  forgetAbsence(resource, memory);
  forgetResource(key, memory);
}

export function forgetLongDeparted(memory: Memory): void {
  for (const [key, resource] of memory.departed) {
    if ((leftAtMs.get(resource) ?? 0) > memory.clock.nowMs() - keptByStandbyMs) return;
    forgetDeparted(key, memory);
  }
}

const asDeleted = ({ metadata, ...rest }: SecretsStoreSecret, nowMs: number): SecretsStoreSecret => ({
  ...rest,
  metadata: { ...metadata, deletionTimestamp: metadata.deletionTimestamp ?? new Date(nowMs).toISOString() },
});
