import type { EventNote } from '../core/event-note.ts';
import { recordEvent } from '../kube/events.ts';
import { keyOf, type KubeObject, targetOf } from '../kube/kube-object.ts';
import type { Context } from './context.ts';

/** Tells `kubectl describe` what has changed. An Event that cannot be recorded is no reason to do anything again. */
export async function recordEvents(
  { kube, log }: Context,
  { regarding, events }: { readonly regarding: KubeObject; readonly events: readonly EventNote[] },
  { signal }: { readonly signal: AbortSignal },
): Promise<void> {
  for (const event of events) {
    const recorded = await recordEvent(kube, { regarding: targetOf(regarding), action: 'Sync', ...event }, { signal });
    if (recorded.ok) continue;
    const { kind, detail } = recorded.failure;
    log.warn({ object: keyOf(regarding), event: event.reason, problem: kind, detail }, 'cannot record an Event');
  }
}
