import type { Stage } from './stage.ts';

/** What a line of the table says before anything is measured. */
export interface Row {
  readonly name: string;
  readonly target: string;
  /** What External Secrets needs for the same work. */
  readonly externalSecrets: string;
}

export interface Measurement {
  /** As the table shows it. */
  readonly measured: string;
  readonly isMet: boolean;
  /** What the bare program needs for it, where there is something to compare. */
  readonly bare?: string;
  /** Every figure behind it, for the JSON. */
  readonly details: object;
}

type Report = (row: Row, measurement: Measurement) => void;

/** Rows that are measured one after the other in the same surroundings. */
export interface Scenario {
  /** What it is called on the command line. */
  readonly name: string;
  readonly rows: readonly Row[];
  /** It takes too long for the whole: it is run where it is named. */
  readonly isOnRequest?: boolean;
  /** Reports each row as soon as it is measured: what fails later takes nothing away. */
  readonly run: (stage: Stage, report: Report) => Promise<void>;
}
