import type { CloudflareFailure } from '../core/cloudflare-failure.ts';
import type { AccountId } from '../core/ids.ts';
import { success, type Result } from '../core/result.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './call.ts';
import type { TokenStatus } from './client.ts';
import type { Envelope } from './envelope.ts';
import type { Credential } from './credential.ts';
import { parseTokenStatus } from './parse-results.ts';

/**
 * What Cloudflare says about an API token, or undefined for a global API key. A user's token is asked about at the user's
 * page first; that page refuses an account's token (401, code 1000 "Invalid API Token", seen live), so a refusal there is
 * only believed when the account's page refuses too.
 */
export async function verifyToken(
  call: Caller,
  { kind, accountId }: { readonly kind: Credential['kind']; readonly accountId: AccountId },
  options: CallOptions,
): Promise<Result<TokenStatus | undefined, CloudflareFailure>> {
  if (kind === 'GlobalApiKey') return success(undefined);
  const page = { method: 'GET', parse: ({ result }: Envelope) => parseTokenStatus(result) } as const;
  const asUser = await call(
    { ...page, operation: 'tokens.verifyUser', path: '/user/tokens/verify', mayBeRefused: true },
    options,
  );
  if (asUser.ok || asUser.failure.kind !== 'Unauthenticated') return asUser;
  const path = `/accounts/${encodeURIComponent(accountId)}/tokens/verify`;
  return call({ ...page, operation: 'tokens.verifyAccount', path }, options);
}
