import type { KubeRequest } from '../support/audit-log.ts';
import type { TimedCall } from './cloudflare-process.ts';

export interface Writes {
  readonly kubernetes: number;
  readonly cloudflare: number;
}

const reads: ReadonlySet<string> = new Set(['get', 'list', 'watch']);

export const countWrites = (requests: readonly KubeRequest[], calls: readonly TimedCall[]): Writes => ({
  kubernetes: requests.filter(({ verb }) => !reads.has(verb)).length,
  cloudflare: calls.filter(({ method }) => method !== 'GET').length,
});
