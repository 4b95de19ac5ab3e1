import { onTestFinished, vi } from 'vitest';

export interface MachineClock {
  /** Where no jump was made: for an emulator, whose clock is not this machine's. */
  readonly trueNow: () => number;
  /** As if somebody, or NTP, had set the machine's clock: by so many hours, and backwards if negative. */
  readonly jump: (hours: number) => void;
}

/**
 * The wall clock of this process, which can be made to jump until the test ends. Call it before an operator starts, which
 * keeps the function that tells the time. The monotonic clock goes on as it does on a real machine.
 */
export function machineClock(): MachineClock {
  const trueNow = Date.now;
  let offsetMs = 0;
  const spy = vi.spyOn(Date, 'now').mockImplementation(() => trueNow() + offsetMs);
  onTestFinished(() => spy.mockRestore());
  return { trueNow, jump: (hours) => void (offsetMs += hours * 3_600_000) };
}
