import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Our folder for what is costly to get and the same for every checkout. */
export function userCacheDirectory(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const fallback = platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
  return resolve(environment['XDG_CACHE_HOME'] || fallback, 'secrets-store-operator');
}
