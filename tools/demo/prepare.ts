import type { Task, Terminal } from './terminal.ts';

/** What every part of the start is given. */
export interface Setting {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** Takes what must be done in the end, whatever happens in between. */
  readonly atEnd: (stop: () => Promise<void>) => void;
}

interface Prepared<T> {
  readonly result: T;
  /** What is there now. */
  readonly said: string;
}

export const startTimeoutMs = 30_000;

/** Does one thing before the story can begin, and shows that it is under way, and then that it is done, with its seconds. */
export async function prepare<T>(
  { line, paint, begin }: Terminal,
  what: string,
  work: (task: Task) => Promise<Prepared<T>>,
): Promise<T> {
  const task = begin(what);
  try {
    const { result, said } = await work(task);
    line(`  ${paint('green', '✓')} ${task.seconds().toFixed(1).padStart(5)} s  ${said}`);
    return result;
  } finally {
    task.end();
  }
}
