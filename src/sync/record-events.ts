import type { EventNote } from '../core/event-note.ts';
import { recordEvent } from '../kube/events.ts';
import { keyOf, type KubeObject, targetOf } from '../kube/kube-object.ts';
import type { Context } from './context.ts';

/** Tells `kubectl describe` what has changed. An Event that cannot be recorded, or is one too many, is no reason to do anything again. */
export async function recordEvents(
  { kube, log, eventAllowance }: Pick<Context, 'kube' | 'log' | 'eventAllowance'>,
  { regarding, events }: { readonly regarding: KubeObject; readonly events: readonly EventNote[] },
  { signal }: { readonly signal: AbortSignal },
): Promise<void> {
  const target = targetOf(regarding);
  for (const event of events) {
    if (!eventAllowance.take(`${target.kind}/${keyOf(regarding)}`)) {
      log.debug({ object: keyOf(regarding), event: event.reason }, 'an Event is left out, since there were too many');
      continue;
    }
    const recorded = await recordEvent(kube, { regarding: target, action: 'Sync', ...event }, { signal });
    if (recorded.ok) continue;
    const { kind, detail } = recorded.failure;
    log.warn({ object: keyOf(regarding), event: event.reason, problem: kind, detail }, 'cannot record an Event');
  }
}
