import { setTimeout as sleep } from 'node:timers/promises';

export interface Awaited {
  /** Ends the sentence "Waited 20 s until …". */
  readonly until: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const pollMs = 100;

/** Asks until the answer is true. Rejects when time is up, when the signal is aborted, and when the condition itself rejects. */
export async function awaitThat(condition: () => Promise<boolean>, awaited: Awaited): Promise<void> {
  const { until, timeoutMs, signal } = awaited;
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s until ${until}: not seen`);
    await sleep(pollMs, undefined, { signal });
  }
}
