import { createHash } from 'node:crypto';
import { isUnknownCredential } from './auth.ts';
import { answer, pageAnswer, type Reply } from './envelope.ts';
import { accept, refuse, type Outcome } from './errors.ts';
import type { IdentityCall } from './operation.ts';
import { cutPage } from './paging.ts';

/**
 * [run] Wrangler asks this when it was refused, and takes 9109 alone for a user that it may not see. An account token belongs
 * to nobody [inferred].
 */
export function getUser({ identity }: IdentityCall): Outcome<Reply> {
  if (!identity.ok) return isUnknownCredential(identity.error.name) ? refuse('credential_unknown') : identity;
  const { token, user = 'emulator@example.com' } = identity.value;
  if (token?.kind === 'account') return refuse('account_refused');
  const id = createHash('sha256').update(user).digest('hex').slice(0, 32);
  return accept(answer({ id, email: user }));
}

/** [run] Wrangler asks this, and the memberships, when it was given no account id. */
export function listAccounts({ identity, query }: IdentityCall): Outcome<Reply> {
  if (!identity.ok) return identity;
  const { items, info } = cutPage([...identity.value.grants.keys()].map(showAccount), query);
  return accept(pageAnswer(items, info));
}

export function listMemberships({ identity, query }: IdentityCall): Outcome<Reply> {
  if (!identity.ok) return identity;
  const memberships = [...identity.value.grants.keys()].map((id) => ({
    id,
    status: 'accepted',
    account: showAccount(id),
  }));
  const { items, info } = cutPage(memberships, query);
  return accept(pageAnswer(items, info));
}

const showAccount = (id: string) => ({ id, name: `Account ${id}`, type: 'standard' });
