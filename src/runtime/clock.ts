/** Time as an argument, so that tests can turn it by hand. */
export interface Clock {
  /** Milliseconds since some fixed moment, never running backwards: for durations, not for dates. */
  readonly nowMs: () => number;
  /** Calls `run` once, `delayMs` from now, or as soon as may be where that has passed, unless the returned function is called before. */
  readonly setTimer: (delayMs: number, run: () => void) => CancelTimer;
}

export type CancelTimer = () => void;

/** `setTimeout` fires at once when the delay does not fit into 32 bits, so a longer one is cut to 24.8 days. */
const longestDelayMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  setTimer: (delayMs, run) => {
    // On a busy machine a moment may have passed by now; Node warns of a delay below 0.
    const timer = setTimeout(run, Math.min(Math.max(0, delayMs), longestDelayMs));
    return () => clearTimeout(timer);
  },
};
