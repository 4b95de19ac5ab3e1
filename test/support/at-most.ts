import { eventually } from './eventually.ts';

interface AtMost {
  /** Begins the sentence "Listings: 4 of at most 3 within 6 s". */
  readonly what: string;
  readonly times: number;
  /** Long enough for the fault that is meant: what it would have caused comes several times over within it. */
  readonly withinMs: number;
}

/**
 * That something does not go on: there is no condition to wait for, and so the count is watched for a bounded time, and the
 * first one too many ends it.
 */
export async function atMost(count: () => Promise<number>, { what, times, withinMs }: AtMost): Promise<void> {
  const endsAtMs = performance.now() + withinMs;
  const isOver = async (): Promise<boolean> => {
    const counted = await count();
    if (counted > times) throw new Error(`${what}: ${counted} of at most ${times} within ${withinMs / 1000} s`);
    return performance.now() >= endsAtMs;
  };
  await eventually(isOver, { until: `${what} were counted`, timeoutMs: withinMs + 20_000 });
}
