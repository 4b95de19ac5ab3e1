import type { CloudflareFailure } from '../core/cloudflare-failure.ts';
import { failed, type Result } from '../core/result.ts';
import { onAbort } from '../runtime/on-abort.ts';

type Outcome<T> = Result<T, CloudflareFailure>;

/**
 * The outcome of work that goes on without us, or `Aborted` as soon as our own signal ends the wait. The work is not begun
 * when the signal is aborted already.
 */
export async function unlessAborted<T>(work: () => Promise<Outcome<T>>, signal: AbortSignal): Promise<Outcome<T>> {
  if (signal.aborted) return failed({ kind: 'Aborted' });
  return new Promise((resolve, reject) => {
    const unfollow = onAbort(signal, () => resolve(failed({ kind: 'Aborted' })));
    void work().then(resolve, reject).finally(unfollow);
  });
}
