import { monotonicMs } from './monotonic-ms.ts';
import { readProcessorTime, shareOfOthers } from './processor-time.ts';
import type { Measurement, Row, Scenario } from './row.ts';
import type { Stage } from './stage.ts';
import type { Result } from './table.ts';

/** How one scenario went. */
interface Course {
  readonly scenario: string;
  readonly seconds: number;
  /** Of the machine, used by other programs meanwhile; undefined where nobody can tell. */
  readonly shareOfOthers: number | undefined;
}

/** What has been measured so far, row by row. */
export class Results {
  readonly courses: Course[] = [];
  readonly #measured = new Map<Row, Measurement>();
  readonly #failures = new Map<Row, string>();

  add(row: Row, measurement: Measurement): void {
    this.#measured.set(row, measurement);
  }

  fail(rows: readonly Row[], failure: string): void {
    for (const row of rows) this.#failures.set(row, failure);
  }

  /** In the order of `rows`. */
  of(rows: readonly Row[]): readonly Result[] {
    return rows.map((row) => {
      const measurement = this.#measured.get(row);
      return measurement
        ? { ...row, ...measurement }
        : { ...row, failure: this.#failures.get(row) ?? 'there was no time left' };
    });
  }
}

/** One scenario after the other: one that fails leaves its rows unmeasured, and the others go on. */
export async function measureAll(scenarios: readonly Scenario[], stage: Stage, results: Results): Promise<void> {
  for (const scenario of scenarios) {
    stage.say(`${scenario.name} ...`);
    const [beganMs, before] = [monotonicMs(), await readProcessorTime()];
    await measure(scenario, stage, results);
    const [seconds, after] = [(monotonicMs() - beganMs) / 1000, await readProcessorTime()];
    const share = before && after && shareOfOthers(before, after);
    results.courses.push({ scenario: scenario.name, seconds, shareOfOthers: share });
    stage.say(`${scenario.name}: ${seconds.toFixed(0)} s${share === undefined ? '' : `, ${describe(share)}`}`);
  }
}

const describe = (share: number): string => `other programs used ${(share * 100).toFixed(0)} % of the machine`;

async function measure({ rows, run }: Scenario, stage: Stage, results: Results): Promise<void> {
  try {
    await run(stage, (row, measurement) => {
      results.add(row, measurement);
      stage.say(`  ${row.name}: ${measurement.measured}`);
    });
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    results.fail(rows, failure);
    stage.say(`  failed: ${error instanceof Error ? (error.stack ?? failure) : failure}`);
  }
}
