import type { SecretStatus } from '../api/resources.ts';
import type { Outcome } from './entry-status.ts';
import type { EventNote } from './event-note.ts';
import type { LeftoverOutcomes } from './leftover-status.ts';
import type { NextLook } from './next-look.ts';
import type { Observed } from './observed.ts';
import type { Plan } from './plan.ts';

/** What `judge` looks at: one whole pass. */
export interface Judged {
  readonly observed: Observed;
  readonly plan: Plan;
  /** By name, one for each step that was tried. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** Likewise of the leftovers; absent where none was tried. */
  readonly leftoverOutcomes?: LeftoverOutcomes;
}

/** All in milliseconds. */
export interface PassTimes {
  /** Of the wall clock. */
  readonly nowMs: number;
  readonly finalizerDeadlineMs: number;
  /** How long ago we first tried to delete what the resource left, as far as this process remembers; 0 at the first try. */
  readonly deletingForMs: number;
}

/** What `report` carries out. */
export interface Verdict {
  readonly status: SecretStatus;
  readonly events: readonly EventNote[];
  readonly next: NextLook;
  /** `Remove`: nothing of it is left at Cloudflare, or its deletion has passed the deadline. */
  readonly finalizer: 'Remove' | 'Leave';
}
