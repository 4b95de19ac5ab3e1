import type { Fault } from '../../../src/emulator/faults.ts';
import type { Disturbance, FaultKind } from './actions.ts';
import type { Site } from './site.ts';

const faultActions: Readonly<Record<FaultKind, Fault['action']>> = {
  Refused: { kind: 'status', status: 500 },
  'Lost before': { kind: 'reset', when: 'before' },
  'Lost after': { kind: 'reset', when: 'after' },
  'Error after': { kind: 'status', status: 500, when: 'after' },
  Throttled: { kind: 'rateLimited', retryAfterSeconds: 1 },
};

/** Has the disturbance come in its time. Answers how to call it off, which says whether the operator was killed by then. */
export async function disturb(site: Site, disturbance: Disturbance): Promise<() => boolean> {
  if (disturbance.kind === 'Kill') return site.dieAt(disturbance);
  if (disturbance.kind === 'Fault') {
    const { operation, nth, fault } = disturbance;
    await site.admin.inject({ operation, nth, action: faultActions[fault] });
  }
  return () => false;
}
