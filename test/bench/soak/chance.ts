/** The same for the same seed. */
export interface Chance {
  /** At least 0 and below 1. */
  readonly next: () => number;
  readonly oneOf: <T>(choices: readonly [T, ...T[]]) => T;
}

/** Mulberry32: small, and random enough for a choice among faults. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, oneOf: (choices) => choices[Math.floor(next() * choices.length)] ?? choices[0] };
}
