import { secretId } from '../../src/core/ids.ts';
import type { RemoteSecret } from '../../src/core/remote-secret.ts';

/** A secret as a listing shows it. Its id is its name in lower case unless given. */
export const remoteSecret = (name: string, change: Partial<RemoteSecret> = {}): RemoteSecret => ({
  id: secretId(name.toLowerCase()),
  name,
  status: 'active',
  scopes: ['workers'],
  comment: '',
  modified: instant(0),
  ...change,
});

/** RFC 3339, so many milliseconds after a moment that does not matter. */
export const instant = (ms: number): string => new Date(Date.UTC(2026, 0, 1) + ms).toISOString();
