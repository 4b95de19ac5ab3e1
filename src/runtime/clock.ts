/** Time as an argument, so that tests can turn it by hand. */
export interface Clock {
  /** Milliseconds since some fixed moment, never running backwards: for durations, not for dates. */
  readonly nowMs: () => number;
  /** Calls `run` once, `delayMs` from now, unless the returned function is called before. */
  readonly setTimer: (delayMs: number, run: () => void) => CancelTimer;
}

export type CancelTimer = () => void;

/** `setTimeout` fires at once when the delay does not fit into 32 bits, so a longer one is cut to 24.8 days. */
const longestDelayMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  setTimer: (delayMs, run) => {
    const timer = setTimeout(run, Math.min(delayMs, longestDelayMs));
    return () => clearTimeout(timer);
  },
};
