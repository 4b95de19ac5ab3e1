import type { KubeRequest } from '../support/audit-log.ts';
import type { TimedCall } from './cloudflare-process.ts';

export interface Writes {
  /** Without those that renew the Lease. */
  readonly kubernetes: number;
  readonly cloudflare: number;
}

/** The Lease is renewed every few seconds, whatever there is to do. */
const isRenewal = ({ verb, resource }: KubeRequest): boolean => verb === 'patch' && resource === 'leases';

const reads: ReadonlySet<string> = new Set(['get', 'list', 'watch']);

export const countWrites = (requests: readonly KubeRequest[], calls: readonly TimedCall[]): Writes => ({
  kubernetes: requests.filter((request) => !reads.has(request.verb) && !isRenewal(request)).length,
  cloudflare: calls.filter(({ method }) => method !== 'GET').length,
});
