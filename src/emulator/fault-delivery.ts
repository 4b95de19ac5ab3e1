import { setTimeout as wait } from 'node:timers/promises';
import { errorAnswer, type Reply } from './envelope.ts';
import type { FaultAction } from './faults.ts';
import { isRecord } from './json-body.ts';
import type { Settings } from './settings.ts';

/** What happens to the connection. */
export type Delivery = Readonly<
  | { kind: 'reply'; reply: Reply }
  | { kind: 'truncate'; reply: Reply }
  | { kind: 'giant'; reply: Reply; bytes: number }
  | { kind: 'reset' }
  | { kind: 'hang' }
>;

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
      return deliver(await delayed(perform, action));
    case 'reset':
    case 'hang':
      if (action.when === 'after') perform();
      return { kind: action.kind };
    case 'rateLimited':
      return deliver(throttledReply(action.retryAfterSeconds, settings));
    case 'truncate':
      return { kind: 'truncate', reply: perform() };
    case 'giant':
      return { kind: 'giant', reply: { status: 200, body: null }, bytes: action.bytes };
    default:
      return action satisfies never;
  }
}

async function delayed(perform: () => Reply, { ms, when }: Extract<FaultAction, { kind: 'delay' }>): Promise<Reply> {
  const early = when === 'after' ? perform() : undefined;
  // Unreferenced: a slow answer must not keep a closed emulator's process alive.
  await wait(ms, undefined, { ref: false });
  return early ?? perform();
}

function injectedReply(action: Extract<FaultAction, { kind: 'status' }>): Reply {
  const { status, body = errorBody(status), html, text, headers = {} } = action;
  const code = html === undefined && text === undefined ? firstErrorCode(body) : undefined;
  return {
    status,
    body,
    headers,
    ...(html === undefined ? {} : { html }),
    ...(text === undefined ? {} : { text }),
    ...(code === undefined ? {} : { code }),
  };
}

const errorBody = (status: number) => ({
  success: false,
  errors: [{ code: status, message: 'Injected fault' }],
  messages: [],
  result: null,
});

/** For the call log, which has the code of an injected error as it has that of any other. */
function firstErrorCode(body: unknown): number | undefined {
  const errors = isRecord(body) ? body['errors'] : undefined;
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const code = isRecord(first) ? first['code'] : undefined;
  return typeof code === 'number' ? code : undefined;
}

function throttledReply(retryAfterSeconds: number, settings: Settings): Reply {
  const seconds = String(retryAfterSeconds);
  return {
    ...errorAnswer({ name: 'throttled' }, settings),
    headers: { 'Retry-After': seconds, Ratelimit: `"default";r=0;t=${seconds}` },
  };
}
