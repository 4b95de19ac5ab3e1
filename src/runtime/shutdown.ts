import { type CancelTimer, type Clock, systemClock } from './clock.ts';

type Signal = 'SIGINT' | 'SIGTERM';

export interface ShutdownOptions {
  /** How long a shutdown may take before the process is ended all the same, with exit code 1. */
  readonly deadlineMs: number;
  /** Called at the deadline, before the process ends: the place for a last line in the log. */
  readonly onDeadline: () => void;
  readonly clock?: Clock;
  readonly process?: {
    readonly on: (signal: Signal, listener: () => void) => unknown;
    readonly off: (signal: Signal, listener: () => void) => unknown;
    readonly exit: (code: number) => unknown;
  };
}

export interface Shutdown {
  /** Aborted at the first SIGINT or SIGTERM: time to stop taking work, and to finish what has begun. */
  readonly signal: AbortSignal;
  /** The work has ended: listens no more, and drops the deadline, so that the process can end by itself. */
  readonly finish: () => void;
}

/** From 128, a shell counts what ended by a signal: 130 for SIGINT, 143 for SIGTERM. */
const exitCodes: Readonly<Record<Signal, number>> = { SIGINT: 130, SIGTERM: 143 };

/** Listens for SIGINT and SIGTERM. The first asks for an orderly end; a second one, or the deadline, ends the process at once. */
export function listenForShutdown(options: ShutdownOptions): Shutdown {
  const { deadlineMs, onDeadline, clock = systemClock, process: target = process } = options;
  const controller = new AbortController();
  let cancelDeadline: CancelTimer | undefined;

  const receive = (signal: Signal): void => {
    if (controller.signal.aborted) {
      target.exit(exitCodes[signal]);
      return;
    }
    cancelDeadline = clock.setTimer(deadlineMs, () => {
      onDeadline();
      target.exit(1);
    });
    controller.abort(signal);
  };
  const listeners = { SIGINT: () => receive('SIGINT'), SIGTERM: () => receive('SIGTERM') };
  target.on('SIGINT', listeners.SIGINT);
  target.on('SIGTERM', listeners.SIGTERM);

  const finish = (): void => {
    cancelDeadline?.();
    target.off('SIGINT', listeners.SIGINT);
    target.off('SIGTERM', listeners.SIGTERM);
  };
  return { signal: controller.signal, finish };
}
