import { countTests, formatCount, readRuns } from './count-tests.ts';
import { describeSkipped, readSkipped } from './skipped-tests.ts';

/**
 * Prints what was skipped and why, then a line that counts what ran, and fails where anything failed.
 * Usage: main.ts <folder of results> <exit code of the test command>
 */
const [directory = '', exitCode = '1'] = process.argv.slice(2);
for (const test of readSkipped(directory)) console.log(describeSkipped(test));
const count = countTests(readRuns(directory), Number(exitCode));
console.log(formatCount(count));
process.exitCode = count.failed === 0 ? 0 : 1;
