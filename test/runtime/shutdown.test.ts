import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { listenForShutdown } from '../../src/runtime/shutdown.ts';
import { ManualClock } from '../support/manual-clock.ts';

function start() {
  const clock = new ManualClock();
  const exits: number[] = [];
  const lines: string[] = [];
  const emitter = new EventEmitter();
  const process = Object.assign(emitter, { exit: (code: number) => exits.push(code) });
  const shutdown = listenForShutdown({ deadlineMs: 30_000, onDeadline: () => lines.push('late'), clock, process });
  return { clock, exits, lines, emitter, shutdown };
}

test.each(['SIGINT', 'SIGTERM'])('the first %s asks for an end, and lets the work go on', (signal) => {
  const { emitter, exits, shutdown } = start();
  expect(shutdown.signal.aborted).toBe(false);
  emitter.emit(signal);
  expect(shutdown.signal.aborted).toBe(true);
  expect(exits).toEqual([]);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
])('a second signal, %s, ends the process at once with %i', (signal, code) => {
  const { emitter, exits } = start();
  emitter.emit('SIGTERM');
  emitter.emit(signal);
  expect(exits).toEqual([code]);
});

test('work that does not end by the deadline is left, with a word about it', () => {
  const { clock, emitter, exits, lines } = start();
  emitter.emit('SIGTERM');
  clock.advance(29_999);
  expect(exits).toEqual([]);
  clock.advance(1);
  expect([exits, lines]).toEqual([[1], ['late']]);
});

test('work that has ended leaves neither a timer nor a listener behind', () => {
  const { clock, emitter, exits, shutdown } = start();
  emitter.emit('SIGTERM');
  shutdown.finish();
  clock.advance(1_000_000);
  expect([exits, clock.timers, emitter.eventNames()]).toEqual([[], 0, []]);
});
