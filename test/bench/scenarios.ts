import { load } from './load/load.ts';
import type { Row, Scenario } from './row.ts';
import * as atRest from './rows/at-rest.ts';
import * as changes from './rows/changes.ts';
import * as deletions from './rows/deletions.ts';
import * as firstSync from './rows/first-sync.ts';
import * as firstSyncThousand from './rows/first-sync-thousand.ts';
import * as memory from './rows/memory.ts';
import * as refusedWindow from './rows/refused-window.ts';
import * as restart from './rows/restart.ts';
import * as start from './rows/start.ts';
import { thousand } from './rows/thousand.ts';

/** As they are measured: what leaves much behind comes last. */
export const scenarios: readonly Scenario[] = [
  firstSync.firstSync,
  firstSync.firstSyncLate,
  changes.changed,
  start.start,
  deletions.deletions,
  refusedWindow.refusedWindow,
  thousand,
  load,
];

/** As the table has them. */
export const rowsInOrder: readonly Row[] = [
  firstSync.onTime,
  firstSync.late,
  firstSyncThousand.row,
  changes.half,
  changes.most,
  start.row,
  memory.row,
  restart.row,
  atRest.row,
  deletions.row,
  refusedWindow.row,
  ...load.rows,
];
