import type { CloudflareFailure } from '../core/cloudflare-failure.ts';

/** Whether the write may have been carried out although no answer says so. */
export const isLost = (failure: CloudflareFailure): boolean =>
  failure.kind === 'Unavailable' && failure.processed === 'Maybe';

/** Whether a request was refused for its size, by somebody who did not read it: nothing of it was done. */
export const isTooLarge = (failure: CloudflareFailure): boolean =>
  failure.kind === 'Rejected' && failure.status === 413;

/** Whether something in a bulk write was refused because it is done already, as far as a name or an id can tell. */
export const saysDoneAlready = ({ kind }: CloudflareFailure): boolean =>
  kind === 'NameTaken' || kind === 'SecretNotFound';

/**
 * Whether a failed bulk write would fail in every part of it: then it is not worth splitting. A full store is full for a
 * single secret only; a smaller part of many may still find room.
 */
export function concernsAll(failure: CloudflareFailure, itemCount: number): boolean {
  switch (failure.kind) {
    case 'StoreNotFound':
    case 'Unauthenticated':
    case 'Forbidden':
    case 'RateLimited':
    case 'Aborted':
      return true;
    case 'SecretsQuota':
      return itemCount === 1;
    case 'Unavailable':
      return failure.processed === 'No';
    case 'SecretNotFound':
    case 'NameTaken':
    case 'StoresQuota':
    case 'InvalidScope':
    case 'ValueTooLong':
    case 'Rejected':
      return false;
    default:
      return failure satisfies never;
  }
}
