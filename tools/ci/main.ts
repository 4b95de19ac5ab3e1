import { countTests, formatCount, readRuns } from './count-tests.ts';

/** Prints what ran, and fails where anything failed. Usage: main.ts <folder of results> <exit code of the test command> */
const [directory = '', exitCode = '1'] = process.argv.slice(2);
const count = countTests(readRuns(directory), Number(exitCode));
console.log(formatCount(count));
process.exitCode = count.failed === 0 ? 0 : 1;
