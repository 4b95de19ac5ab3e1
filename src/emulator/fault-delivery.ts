import { setTimeout as wait } from 'node:timers/promises';
import { errorAnswer, type Reply } from './envelope.ts';
import type { FaultAction } from './faults.ts';
import type { Settings } from './settings.ts';

/** What happens to the connection. */
export type Delivery = Readonly<{ kind: 'reply'; reply: Reply } | { kind: 'reset' } | { kind: 'hang' }>;

const deliver = (reply: Reply): Delivery => ({ kind: 'reply', reply });

/** Carries out the call, unless the fault says otherwise, and says what the client gets to see. */
export async function deliverWithFault(
  action: FaultAction | undefined,
  perform: () => Reply,
  settings: Settings,
): Promise<Delivery> {
  if (action === undefined) return deliver(perform());
  switch (action.kind) {
    case 'status':
      if (action.when === 'after') perform();
      return deliver(injectedReply(action));
    case 'delay':
      // Unreferenced: a slow answer must not keep a closed emulator's process alive.
      await wait(action.ms, undefined, { ref: false });
      return deliver(perform());
    case 'reset':
    case 'hang':
      if (action.when === 'after') perform();
      return { kind: action.kind };
    case 'rateLimited':
      return deliver(throttledReply(action.retryAfterSeconds, settings));
    default:
      return action satisfies never;
  }
}

function injectedReply({ status, body, html, headers }: Extract<FaultAction, { kind: 'status' }>): Reply {
  const plain = { success: false, errors: [{ code: status, message: 'Injected fault' }], messages: [], result: null };
  return { status, body: body ?? plain, ...(html === undefined ? {} : { html }), ...(headers ? { headers } : {}) };
}

function throttledReply(retryAfterSeconds: number, settings: Settings): Reply {
  const seconds = String(retryAfterSeconds);
  return {
    ...errorAnswer({ name: 'throttled' }, settings),
    headers: { 'Retry-After': seconds, Ratelimit: `"default";r=0;t=${seconds}` },
  };
}
