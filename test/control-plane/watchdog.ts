import { createInterface } from 'node:readline';
import { removeLeftovers } from './leftovers.ts';

/**
 * Outlives its parent, however that ends: the end of stdin is the parent's end, even after a SIGKILL, when no handler in
 * the parent could run. Then it removes the folder and ends the processes that the parent had told of.
 *
 * Started as `node watchdog.ts <folder>`; the lines on stdin are `add <pid>`, `release <pid>` and `done`.
 */
const [directory = ''] = process.argv.slice(2);
const pids = new Set<number>();
let isDone = false;

for await (const line of createInterface(process.stdin)) {
  const [verb, pid] = line.split(' ');
  if (verb === 'add') pids.add(Number(pid));
  if (verb === 'release') pids.delete(Number(pid));
  if (verb === 'done') isDone = true;
}
if (!isDone) await removeLeftovers(pids, directory);
