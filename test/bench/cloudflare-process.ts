import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { startEmulator } from '../../src/emulator/emulator.ts';
import { monotonicMs } from './monotonic-ms.ts';

/**
 * The emulator in a process of its own, with the times of calls by a clock that other processes share: the emulator's own log
 * has milliseconds of the day. It looks on from outside, by what Node tells of every request.
 *
 * Its only argument is the accounts as JSON. It says `Listening` first, and then answers questions.
 */
export interface TimedCall {
  readonly method: string;
  readonly url: string;
  /** When its head had come in; `monotonicMs`. */
  readonly arrivedMs: number;
  /** When its answer had been handed over; undefined while it is under way. */
  readonly answeredMs?: number;
  readonly status?: number;
}

/** `Calls`: all since the last `Forget`. `Next`: the first one that comes from now on with this method and this in its URL. */
export type Question = Readonly<
  { kind: 'Calls' } | { kind: 'Forget' } | { kind: 'Next'; method: string; part: string }
>;

export type Asked = Readonly<{ id: number; question: Question }>;

export type Told = Readonly<
  { kind: 'Listening'; baseUrl: string; adminUrl: string } | { kind: 'Answer'; id: number; calls: readonly TimedCall[] }
>;

type Exchange = Readonly<{ request: IncomingMessage; response: ServerResponse }>;
type Open = { -readonly [Field in keyof TimedCall]: TimedCall[Field] };

let calls: Open[] = [];
const open = new WeakMap<IncomingMessage, Open>();
const awaited = new Map<number, Extract<Question, { kind: 'Next' }>>();

const tell = (told: Told): void => void process.send?.(told);

subscribe('http.server.request.start', (message) => {
  const arrivedMs = monotonicMs();
  const { request } = message as Exchange;
  const { method = '', url = '' } = request;
  if (!url.startsWith('/client/v4')) return;
  const call: Open = { method, url, arrivedMs };
  open.set(request, call);
  calls.push(call);
  for (const [id, next] of awaited) {
    if (next.method !== method || !url.includes(next.part)) continue;
    awaited.delete(id);
    tell({ kind: 'Answer', id, calls: [call] });
  }
});

subscribe('http.server.response.finish', (message) => {
  const { request, response } = message as Exchange;
  const call = open.get(request);
  if (call === undefined) return;
  call.answeredMs = monotonicMs();
  call.status = response.statusCode;
});

process.on('message', ({ id, question }: Asked) => {
  if (question.kind === 'Next') {
    awaited.set(id, question);
    return;
  }
  if (question.kind === 'Forget') calls = [];
  tell({ kind: 'Answer', id, calls });
});
process.on('disconnect', () => process.exit());

const emulator = await startEmulator({
  accounts: JSON.parse(process.argv[2] ?? '[]') as Parameters<typeof startEmulator>[0]['accounts'],
});
tell({ kind: 'Listening', baseUrl: emulator.baseUrl, adminUrl: emulator.adminUrl });
