import { describe, expect, test } from 'vitest';
import { countTests, formatCount, type TestRun } from '../../tools/ci/count-tests.ts';

const run = (numbers: Partial<TestRun>): TestRun => ({
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
  ...numbers,
});

describe('the count of what ran', () => {
  test('is the sum over all runs', () => {
    const runs = [run({ numPassedTests: 5, numPendingTests: 1 }), run({ numPassedTests: 2, numTodoTests: 2 })];
    expect(countTests(runs, 0)).toEqual({ passed: 7, failed: 0, skipped: 3 });
  });

  test('counts each failed test once, though the command failed as well', () => {
    expect(countTests([run({ numPassedTests: 5, numFailedTests: 2 })], 1)).toMatchObject({ passed: 5, failed: 2 });
  });

  test('counts a file that could not be loaded', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'passed', assertionResults: [{}] },
    ];
    expect(countTests([run({ numPassedTests: 1, testResults })], 1)).toMatchObject({ passed: 1, failed: 1 });
  });

  test('counts a failed command of which no test tells as one failure', () => {
    expect(countTests([run({ numPassedTests: 5 })], 2)).toMatchObject({ passed: 5, failed: 1 });
    expect(countTests([], 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test('takes a command under which nothing ran for a failed one', () => {
    expect(countTests([], 0)).toMatchObject({ failed: 1 });
  });
});

describe('the closing line', () => {
  test('names what was skipped only where something was', () => {
    expect(formatCount({ passed: 7, failed: 0, skipped: 0 })).toBe('7 passed, 0 failed');
    expect(formatCount({ passed: 7, failed: 1, skipped: 2 })).toBe('7 passed, 1 failed, 2 skipped');
  });
});
