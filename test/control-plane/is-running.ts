import { existsSync, readFileSync } from 'node:fs';

/** A process that ended and was not reaped does not run; in a container without an init, orphans stay in that state. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const statPath = `/proc/${pid}/stat`;
  return !(existsSync(statPath) && readFileSync(statPath, 'utf8').includes(') Z '));
}
