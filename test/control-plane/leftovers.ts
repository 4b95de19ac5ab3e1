import { rm } from 'node:fs/promises';

/**
 * Kills the process groups that these ids lead, and removes the folder. What is gone already is fine. The servers get
 * no chance to shut down: their data goes as well.
 */
export async function removeLeftovers(pids: Iterable<number>, directory: string): Promise<void> {
  for (const pid of pids) killGroup(pid);
  // A process may still be writing as it dies, which shows as ENOTEMPTY: hence the retries.
  await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // ESRCH, or EPERM on macOS for a group of zombies: nobody is left.
  }
}
