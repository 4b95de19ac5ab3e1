import type { EventNote } from '../core/event-note.ts';
import { cutNote, recordEvent } from '../kube/events.ts';
import { keyOf, type KubeObject, targetOf } from '../kube/kube-object.ts';
import type { Context } from './context.ts';

/**
 * Tells `kubectl describe` what has changed. An Event that cannot be recorded, or is one too many, is no reason to do anything again: the
 * log tells it then, which is all that is left where a namespace goes, since nothing can be created in that.
 */
export async function recordEvents(
  { kube, log, eventAllowance }: Pick<Context, 'kube' | 'log' | 'eventAllowance'>,
  { regarding, events }: { readonly regarding: KubeObject; readonly events: readonly EventNote[] },
  { signal }: { readonly signal: AbortSignal },
): Promise<void> {
  const target = targetOf(regarding);
  const object = keyOf(regarding);
  for (const event of events) {
    const line = { object, event: event.reason, note: cutNote(event.note) };
    if (!eventAllowance.take(`${target.kind}/${object}`)) {
      log.info(line, 'an Event is left out, since there were too many');
      continue;
    }
    const recorded = await recordEvent(kube, { regarding: target, action: 'Sync', ...event }, { signal });
    if (recorded.ok) continue;
    const { kind, detail } = recorded.failure;
    log.warn({ ...line, problem: kind, detail }, 'cannot record an Event');
  }
}
