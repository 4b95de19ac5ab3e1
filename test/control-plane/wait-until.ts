import { setTimeout as sleep } from 'node:timers/promises';

export interface Wait {
  /** Ends the sentence "Waited 10 s until …". */
  readonly until: string;
  readonly timeoutMs: number;
  /** What to add to the message when time is up. */
  readonly explain?: () => Promise<string>;
}

const pollMs = 50;

/** Asks again and again until the answer is true. Rejects when time is up, and when the condition itself rejects. */
export async function waitUntil(condition: () => Promise<boolean>, { until, timeoutMs, explain }: Wait): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) {
      throw new Error(`Waited ${timeoutMs / 1000} s until ${until}, in vain. ${(await explain?.()) ?? ''}`.trimEnd());
    }
    await sleep(pollMs);
  }
}
