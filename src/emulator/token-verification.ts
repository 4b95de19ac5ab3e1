import { isUnknownCredential } from './auth.ts';
import { tokenStatus } from './credentials.ts';
import { answer, type Reply } from './envelope.ts';
import { accept, refuse, type Outcome } from './errors.ts';
import type { IdentityCall } from './operation.ts';

/** [live] An account token is invalid here. */
export const verifyUserToken = (call: IdentityCall): Outcome<Reply> => verify(call, 'user');

/** That a user token is invalid here is [inferred] from the other way round. */
export function verifyAccountToken(call: IdentityCall): Outcome<Reply> {
  const { identity, accounts, params } = call;
  const account = accounts.get(params['account'] ?? '');
  const token = identity.ok ? identity.value.token : undefined;
  if (token !== undefined && account?.credentials.tokens.has(token.token) !== true) return refuse('token_invalid');
  return verify(call, 'account');
}

/** [live] Without a credential, or with a malformed one, the call fails as any other; an unknown token is 1000. */
function verify({ identity, nowMs }: IdentityCall, kind: 'user' | 'account'): Outcome<Reply> {
  if (!identity.ok) return isUnknownCredential(identity.error.name) ? refuse('token_invalid') : identity;
  const { token } = identity.value;
  if (token === undefined || token.kind !== kind) return refuse('token_invalid');
  const status = tokenStatus(token, nowMs);
  const expiry = token.expiresOn === undefined ? {} : { expires_on: token.expiresOn };
  const notices = status === 'active' ? [{ code: 10000, message: 'This API Token is valid and active' }] : [];
  return accept(answer({ id: token.id, status, ...expiry }, notices));
}
