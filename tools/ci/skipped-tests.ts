import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reporter } from 'vitest/node';

/** A test that did not run, and why, where it says so. */
export interface SkippedTest {
  readonly file: string;
  readonly name: string;
  readonly reason: string | undefined;
}

const ending = '.skipped';

/** Leaves what a run has skipped in a folder, beside the results of vitest's own reporter `json`, which has no reasons. */
export const skippedReporter = (directory: string): Reporter => ({
  onTestRunEnd: (modules) => {
    const skipped = modules.flatMap(({ children, relativeModuleId: file }) =>
      [...children.allTests('skipped')].map((test): SkippedTest => {
        const result = test.result();
        return { file, name: test.fullName, reason: result.state === 'skipped' ? result.note : undefined };
      }),
    );
    writeFileSync(join(directory, `${process.pid}${ending}`), JSON.stringify(skipped));
  },
});

export const readSkipped = (directory: string): readonly SkippedTest[] =>
  readdirSync(directory)
    .filter((name) => name.endsWith(ending))
    .flatMap((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')) as readonly SkippedTest[]);

/** A line for people. */
export const describeSkipped = ({ file, name, reason }: SkippedTest): string =>
  `skipped: ${file}: ${name}: ${reason?.replaceAll(/\s+/g, ' ') ?? 'no reason is given'}`;
