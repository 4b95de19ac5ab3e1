import type { Moment } from './moment.ts';
import { namesIn, type Store } from './state.ts';

/** The names that a create may not take: those of what is there, and for a while those of what was deleted [inferred]. */
export function takenNames(store: Store, { settings, at }: Moment): Set<string> {
  const taken = namesIn(store);
  for (const [name, freedAt] of store.freedNames) {
    if (isReserved(freedAt, { settings, at })) taken.add(name);
  }
  return taken;
}

/** Forgets what is no longer reserved, too, so that nothing piles up. */
export function reserveName({ freedNames }: Store, name: string, moment: Moment): void {
  freedNames.delete(name);
  for (const [freed, freedAt] of freedNames) {
    if (isReserved(freedAt, moment)) break;
    freedNames.delete(freed);
  }
  if (moment.settings.nameReservedMs !== 0) freedNames.set(name, moment.at);
}

const isReserved = (freedAt: number, { settings: { nameReservedMs }, at }: Moment): boolean =>
  nameReservedMs === 'forever' || freedAt + nameReservedMs * 1000 > at;
