import { type Clock, systemClock } from './clock.ts';

/** Resolves when `ms` have passed or the signal is aborted, whichever is first; never rejects. Look at the signal to tell. */
export async function sleep(ms: number, signal: AbortSignal, clock: Clock = systemClock): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const wake = (): void => resolve(undefined);
  const cancelTimer = clock.setTimer(ms, wake);
  signal.addEventListener('abort', wake, { once: true });
  await promise;
  cancelTimer();
  signal.removeEventListener('abort', wake);
}
