import { PerformanceObserver } from 'node:perf_hooks';

/**
 * Loaded into an operator's process before the operator: watches by a timer how long its event loop is held up, and tells the longest
 * since the last time, whenever it is asked by a message.
 */
export interface HeldUp {
  /** By the clock: the wait for a processor that other programs use included. */
  readonly longestMs: number;
  /** Of one such delay, what the thread itself has used of a processor. */
  readonly longestOwnMs: number;
  /** How many were longer than a tenth of a second by the clock. */
  readonly tooLong: number;
  /** The longest pause that V8 has made to collect garbage, by the clock. */
  readonly longestCollectionMs: number;
}

const intervalMs = 5;
const tooLongMs = 100;

const nothing: HeldUp = { longestMs: 0, longestOwnMs: 0, tooLong: 0, longestCollectionMs: 0 };

let heldUp = nothing;
let [atMs, usage] = [performance.now(), process.threadCpuUsage()];

function look(): void {
  const { user, system } = process.threadCpuUsage(usage);
  const lateMs = Math.max(0, performance.now() - atMs - intervalMs);
  heldUp = {
    ...heldUp,
    longestMs: Math.max(heldUp.longestMs, lateMs),
    longestOwnMs: Math.max(heldUp.longestOwnMs, (user + system) / 1000),
    tooLong: heldUp.tooLong + (lateMs > tooLongMs ? 1 : 0),
  };
  [atMs, usage] = [performance.now(), process.threadCpuUsage()];
}

setInterval(look, intervalMs).unref();
new PerformanceObserver((pauses) => {
  const durations = pauses.getEntries().map(({ duration }) => duration);
  heldUp = { ...heldUp, longestCollectionMs: Math.max(heldUp.longestCollectionMs, ...durations) };
}).observe({ entryTypes: ['gc'] });
process.on('message', () => {
  look();
  process.send?.(heldUp);
  heldUp = nothing;
});
// The operator ends when it has nothing left to do, whoever may still ask.
process.channel?.unref();
