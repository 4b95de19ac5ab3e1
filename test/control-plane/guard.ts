import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { removeLeftovers } from './leftovers.ts';

const watchdogPath = fileURLToPath(new URL('./watchdog.ts', import.meta.url));

export interface Guard {
  /** The process must lead a group of its own (`detached`). */
  add(pid: number): void;
  release(pid: number): void;
  /** Kills what was added and removes the folder, now. */
  end(): Promise<void>;
}

/**
 * Ties a temporary folder and the processes that work in it to the life of this process. However it ends, by its own
 * choice, Ctrl-C or SIGKILL, a small process beside it notices and cleans up; see watchdog.ts.
 */
export function guardDirectory(directory: string): Guard {
  const pids = new Set<number>();
  const watchdog = spawn(process.execPath, [watchdogPath, directory], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => {
    watchdog.once('exit', () => resolve()).once('error', () => resolve());
  });
  // A watchdog that was killed must not take this process along; end() does its work in any case.
  watchdog.stdin.on('error', () => undefined);
  watchdog.unref();

  return {
    add(pid) {
      pids.add(pid);
      watchdog.stdin.write(`add ${pid}\n`);
    },
    release(pid) {
      pids.delete(pid);
      watchdog.stdin.write(`release ${pid}\n`);
    },
    async end() {
      await removeLeftovers(pids, directory);
      watchdog.ref();
      watchdog.stdin.end('done\n');
      await ended;
    },
  };
}
