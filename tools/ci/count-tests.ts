import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What one run of vitest writes by its reporter `json`, as far as it is counted. */
export interface TestRun {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  /** Skipped. */
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * What ran, over all runs. A file that failed before its first test counts as one failure, and so does a command that ended
 * with an error of which no test tells: a check before the tests, or a build. No run at all is a failure as well.
 */
export function countTests(runs: readonly TestRun[], exitCode: number): Count {
  const sum = (number: (run: TestRun) => number): number => runs.reduce((total, run) => total + number(run), 0);
  const passed = sum(({ numPassedTests }) => numPassedTests);
  const failed = sum((run) => run.numFailedTests + brokenFiles(run));
  const isUnexplained = failed === 0 && (exitCode !== 0 || passed === 0);
  return {
    passed,
    failed: isUnexplained ? 1 : failed,
    skipped: sum(({ numPendingTests, numTodoTests }) => numPendingTests + numTodoTests),
  };
}

const brokenFiles = ({ testResults }: TestRun): number =>
  testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length;

export const formatCount = ({ passed, failed, skipped }: Count): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

export const readRuns = (directory: string): readonly TestRun[] =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')) as TestRun);
