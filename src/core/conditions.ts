import type { Reason } from '../api/reasons.ts';
import type { Condition } from '../api/resources.ts';
import type { SyncFailure } from './sync-failure.ts';

/** How a resource stands, before it is put in the three conditions that kstatus, and so Argo CD and Flux, read. */
export type Situation =
  | { readonly kind: 'Ready'; readonly reason: Reason; readonly message: string }
  | {
      readonly kind: 'Progressing';
      readonly reason: Reason;
      readonly message: string;
      readonly ready: 'Unknown' | 'False';
    }
  | { readonly kind: 'Failing'; readonly failure: SyncFailure }
  /** `isGoing`: what is held is its deletion. */
  | { readonly kind: 'Suspended'; readonly message: string; readonly isGoing?: boolean }
  /** All is looked at, and something would change that mode Plan leaves. */
  | { readonly kind: 'Planned'; readonly reason: 'Planned'; readonly message: string };

export interface ConditionContext {
  readonly previous: readonly Condition[];
  readonly generation: number;
  readonly nowMs: number;
}

/** How long something may be missing, or failing, before it counts as stalled: Argo CD fails a sync on the first sight of that. */
export const graceMs = 5 * 60_000;

type Verdict = Pick<Condition, 'status' | 'reason' | 'message'>;

interface Conditions {
  readonly conditions: readonly Condition[];
  /** When to look again, since what is tolerated now will not be then. */
  readonly graceLeftMs?: number;
}

/**
 * | situation                             | Ready         | Reconciling | Stalled |
 * |---------------------------------------|---------------|-------------|---------|
 * | first seen, working                   | Unknown       | True        | False   |
 * | ready                                 | True          | False       | False   |
 * | RateLimited, inside the grace         | Unknown       | True        | False   |
 * | waiting or retryable, inside the grace | False/reason  | True        | False   |
 * | the same past it                      | False/reason  | False       | True    |
 * | terminal                              | False/reason  | False       | True    |
 * | suspended                             | unchanged     | False       | False   |
 * | suspended, and being deleted          | False         | False       | False   |
 * | planned, not applied                  | not there     | False       | False   |
 *
 * What is only planned is not usable as the spec says, so Ready cannot be True; and nothing is going on that somebody should
 * wait for, as kstatus takes it where Ready is False or Unknown (status.go, checkReadyCondition). No Ready at all means
 * Unknown by the conventions of Kubernetes, and Current to kstatus.
 */
export function conditionsFor(situation: Situation, context: ConditionContext): Conditions {
  switch (situation.kind) {
    case 'Ready':
      return build(context, { ready: 'True', active: 'None', ...situation });
    case 'Suspended': {
      const ready = find(context, 'Ready');
      const message = situation.message;
      const kept = ready ?? { status: 'Unknown', reason: 'Suspended', message };
      return build(context, {
        ready: situation.isGoing ? 'False' : kept,
        active: 'None',
        reason: 'Suspended',
        message,
      });
    }
    case 'Planned':
      return build(context, { ready: 'Absent', active: 'None', ...situation });
    case 'Progressing':
      return withGrace(context, situation);
    case 'Failing': {
      const { kind, reason, message } = situation.failure;
      if (kind === 'Terminal') return build(context, { ready: 'False', active: 'Stalled', reason, message });
      if (findCurrent(context, 'Stalled'))
        return build(context, { ready: 'False', active: 'Stalled', reason, message });
      // That it has to wait for its turn is nobody's fault and no fault, until it takes too long.
      const within = reason === 'RateLimited' ? 'Unknown' : 'False';
      return withGrace(context, { ready: 'False', reason, message, within });
    }
  }
}

interface Shape {
  readonly ready: Condition['status'] | 'Absent' | Verdict;
  readonly active: 'None' | 'Reconciling' | 'Stalled';
  readonly reason: Reason;
  readonly message: string;
}

interface Tolerated extends Omit<Shape, 'active'> {
  /** What Ready is inside the grace, where that is not what it is past it. */
  readonly within?: Condition['status'];
}

function withGrace(context: ConditionContext, { within, ...shape }: Tolerated): Conditions {
  const stalled = findCurrent(context, 'Stalled');
  if (stalled?.reason === shape.reason) return build(context, { ...shape, active: 'Stalled' });
  const reconciling = findCurrent(context, 'Reconciling');
  const sinceMs = reconciling ? Date.parse(reconciling.lastTransitionTime) : context.nowMs;
  const graceLeftMs = sinceMs + graceMs - context.nowMs;
  if (graceLeftMs <= 0) return build(context, { ...shape, active: 'Stalled' });
  return { ...build(context, { ...shape, ready: within ?? shape.ready, active: 'Reconciling' }), graceLeftMs };
}

/** Far below what the CRD takes: a status must never be refused for what it says. */
const maxMessage = 4_096;

function build(context: ConditionContext, { ready, active, reason, message }: Shape): Conditions {
  const verdict = (status: Condition['status']): Verdict => ({ status, reason, message });
  const whether = (type: Shape['active']): Verdict => verdict(active === type ? 'True' : 'False');
  return {
    conditions: [
      ...(ready === 'Absent' ? [] : [condition(context, 'Ready', typeof ready === 'string' ? verdict(ready) : ready)]),
      condition(context, 'Reconciling', whether('Reconciling')),
      condition(context, 'Stalled', whether('Stalled')),
    ],
  };
}

/** `lastTransitionTime` moves only when `status` does; that of Reconciling also with a new spec, whose grace starts afresh. */
function condition(context: ConditionContext, type: string, { status, reason, message }: Verdict): Condition {
  const before = find(context, type);
  const isSame =
    before?.status === status && !(type === 'Reconciling' && status === 'True' && isStale(context, before));
  const lastTransitionTime = isSame
    ? before.lastTransitionTime
    : new Date(context.nowMs).toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    type,
    status,
    reason,
    message: message.slice(0, maxMessage),
    observedGeneration: context.generation,
    lastTransitionTime,
  };
}

/** The condition where it is True of the spec as it is. */
function findCurrent(context: ConditionContext, type: 'Reconciling' | 'Stalled'): Condition | undefined {
  const found = find(context, type);
  return found?.status === 'True' && !isStale(context, found) ? found : undefined;
}

/** Whether it speaks of an older spec. */
const isStale = ({ generation }: ConditionContext, { observedGeneration }: Condition): boolean =>
  observedGeneration !== generation;

const find = ({ previous }: ConditionContext, type: string): Condition | undefined =>
  previous.find((candidate) => candidate.type === type);
