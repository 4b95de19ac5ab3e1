import { waitUntil } from '../control-plane/wait-until.ts';

export interface Eventually {
  /** Ends the sentence "Waited 20 s until …". */
  readonly until: string;
  /** 20 s unless given. */
  readonly timeoutMs?: number;
  /** What to add when time is up: how things stand. */
  readonly explain?: () => Promise<string>;
}

type Missing = undefined | false | null;

/** Asks again and again until the answer is something, and gives it. Rejects when time is up, or when the question itself throws. */
export async function eventually<T>(
  condition: () => Promise<T | Missing> | T | Missing,
  { timeoutMs = 20_000, ...wait }: Eventually,
): Promise<T> {
  let found: { readonly value: T } | undefined;
  await waitUntil(
    async () => {
      const answer = await condition();
      if (answer !== undefined && answer !== false && answer !== null) found = { value: answer };
      return found !== undefined;
    },
    { ...wait, timeoutMs },
  );
  if (found === undefined) throw new Error(`Nothing was found though ${wait.until}`);
  return found.value;
}
