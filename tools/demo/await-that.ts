import { setTimeout as sleep } from 'node:timers/promises';

export interface Awaited {
  /** Ends the sentence "Waited 20 s until …". */
  readonly until: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const pollMs = 100;

/**
 * Asks until the answer is neither false nor undefined, and resolves with it. Rejects when time is up, when the signal is
 * aborted, and when asking fails.
 */
export async function awaitThat<T>(ask: () => Promise<T | false | undefined>, awaited: Awaited): Promise<T> {
  const { until, timeoutMs, signal } = awaited;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s until ${until}: not seen`);
    await sleep(pollMs, undefined, { signal });
  }
}
