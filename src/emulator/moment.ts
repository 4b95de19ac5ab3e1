import type { Settings } from './settings.ts';

/** When something is read or written, in microseconds, and under which settings. */
export type Moment = Readonly<{ settings: Settings; at: number }>;
