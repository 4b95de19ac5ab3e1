import { describe, expect, test } from 'vitest';
import { Slots } from '../../src/runtime/slots.ts';

const { signal } = new AbortController();
/** Lets everything run that waits for nothing but its turn. */
const settle = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function bench(count: number) {
  const slots = new Slots(count);
  const got: string[] = [];
  const giveBack = new Map<string, () => void>();
  const take = (who: string, until: AbortSignal = signal): void =>
    void slots.take(until).then((end) => {
      got.push(end === undefined ? `${who} gave up` : who);
      if (end) giveBack.set(who, end);
    });
  const end = async (who: string): Promise<void> => {
    giveBack.get(who)?.();
    await settle();
  };
  return { slots, got, take, end };
}

describe('a slot', () => {
  test('is had at once while there are some, and then in the order in which they came', async () => {
    const { slots, got, take, end } = bench(2);
    for (const who of ['a', 'b', 'c', 'd']) take(who);
    await settle();
    expect([got, slots.waiting]).toEqual([['a', 'b'], 2]);
    await end('b');
    expect(got).toEqual(['a', 'b', 'c']);
    await end('a');
    await end('c');
    await end('d');
    expect(slots.waiting).toBe(0);
    for (const who of ['e', 'f', 'g']) take(who);
    await settle();
    expect(got).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  test('is not waited for any longer when the signal is aborted, and goes to the next', async () => {
    const { got, take, end } = bench(1);
    const impatient = new AbortController();
    take('a');
    take('b', impatient.signal);
    take('c');
    impatient.abort();
    await settle();
    expect(got).toEqual(['a', 'b gave up']);
    await end('a');
    expect(got).toEqual(['a', 'b gave up', 'c']);
    take('d', AbortSignal.abort());
    await end('c');
    expect(got.at(-1)).toBe('d gave up');
  });
});
