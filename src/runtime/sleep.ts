import { type Clock, systemClock } from './clock.ts';
import { onAbort } from './on-abort.ts';

/** Resolves when `ms` have passed or the signal is aborted, whichever is first; never rejects. Look at the signal to tell. */
export async function sleep(ms: number, signal: AbortSignal, clock: Clock = systemClock): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const wake = (): void => resolve(undefined);
  const cancelTimer = clock.setTimer(ms, wake);
  const unfollow = onAbort(signal, wake);
  await promise;
  cancelTimer();
  unfollow();
}
