import { randomBytes } from 'node:crypto';
import { success } from '../core/result.ts';
import type { ReadingContext } from './context.ts';
import { digestKeySecret } from './digest-key.ts';

/**
 * The key of the digests in status, as far as there is one. Without it no digest can be compared, whatever it is, so that each
 * value counts as changed: an operator would make a new key, and write each of them once more.
 */
export function knownDigestKey(
  readSecret: ReadingContext['readSecret'],
  { namespace }: Pick<ReadingContext['settings'], 'namespace'>,
): ReadingContext['digestKey'] {
  const unknown = randomBytes(32);
  return {
    get: async (signal) => {
      const read = await readSecret({ namespace, name: digestKeySecret.name }, { signal });
      if (!read.ok && read.failure.kind !== 'NotFound') return read;
      const bytes = read.ok ? read.value.keys.get(digestKeySecret.key) : undefined;
      return success(bytes?.copyForKey() ?? unknown);
    },
  };
}
