import { isAtRest } from '../core/settled.ts';
import type { Context } from './context.ts';

/** Whether a resource may be waiting for what another one has let go of: it has not said that all is well, or is about to say something else. */
export function mayWait(key: string, { caches, underWay }: Pick<Context, 'caches' | 'underWay'>): boolean {
  const resource = caches.resources.get(key);
  return resource !== undefined && (underWay.has(key) || !isAtRest(resource));
}
