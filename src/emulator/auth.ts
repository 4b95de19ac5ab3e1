import type { IncomingHttpHeaders } from 'node:http';
import { tokenStatus, type Token } from './credentials.ts';
import { accept, refuse, type ErrorName, type Outcome } from './errors.ts';
import type { Settings } from './settings.ts';
import type { Account } from './state.ts';

export type Permission = 'read' | 'write';

/** Who calls. `token` is absent for a global key, which may do everything in the accounts that it opens. */
export type Identity = Readonly<{
  /** What the rate limit counts by; never shown. */
  rateKey: string;
  grants: ReadonlyMap<string, Permission>;
  token?: Token;
  /** The email, where it is known. */
  user?: string | undefined;
}>;

/** [live] The shapes that Cloudflare tells apart from garbage: 40 characters and more, 37 for the older global key. */
const tokenShape = /^[\w-]{40,}$/;
const keyShape = /^[\w-]{37,}$/;

type Surroundings = Readonly<{ accounts: ReadonlyMap<string, Account>; settings: Settings; nowMs: number }>;

/**
 * | headers                              | answer                                       |
 * |--------------------------------------|----------------------------------------------|
 * | none, or only one of the email pair  | 9106, 400 [live]                             |
 * | Authorization, no Bearer or no shape | 6003 with 6111, 400 [live]                   |
 * | X-Auth-Key without a key's shape     | 6003 with 6103, 400 [live]                   |
 * | unknown, revoked, disabled, expired  | 9109, 403 or 10000, 401: both seen [live]    |
 *
 * If both ways are used, the token counts [inferred]. What the emulator was told to know need not have Cloudflare's shape.
 */
export function identify(headers: IncomingHttpHeaders, surroundings: Surroundings): Outcome<Identity> {
  if (headers.authorization !== undefined) return identifyToken(headers.authorization, surroundings);
  const email = headers['x-auth-email'];
  const key = headers['x-auth-key'];
  if (typeof email !== 'string' || typeof key !== 'string') return refuse('credential_missing');
  return identifyKey({ email, key }, surroundings);
}

function identifyToken(authorization: string, { accounts, settings, nowMs }: Surroundings): Outcome<Identity> {
  const text = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (text === undefined) return refuse('authorization_malformed');
  const holders = [...accounts.values()].filter(({ credentials }) => credentials.tokens.has(text));
  const grants = new Map<string, Permission>();
  let known: Token | undefined;
  for (const { id, credentials } of holders) {
    const token = credentials.tokens.get(text);
    if (token === undefined || token.status === 'revoked') continue;
    known = token;
    if (tokenStatus(token, nowMs) === 'active') grants.set(id, token.permission);
  }
  if (known !== undefined) {
    const { user } = known;
    return accept({ rateKey: user === undefined ? `token:${text}` : `user:${user}`, grants, token: known, user });
  }
  return refuse(holders.length > 0 || tokenShape.test(text) ? unknownCredential(settings) : 'authorization_malformed');
}

function identifyKey(given: Readonly<{ email: string; key: string }>, surroundings: Surroundings): Outcome<Identity> {
  const grants = new Map<string, Permission>();
  for (const { id, credentials } of surroundings.accounts.values()) {
    const { globalKey } = credentials;
    if (globalKey?.email === given.email && globalKey.key === given.key) grants.set(id, 'write');
  }
  if (grants.size > 0) return accept({ rateKey: `user:${given.email}`, grants, user: given.email });
  return refuse(keyShape.test(given.key) ? unknownCredential(surroundings.settings) : 'key_malformed');
}

/** [spec] Reading needs either permission, changing needs "write". */
export function permit(identity: Identity, need: Permission, where: { accountId: string; settings: Settings }) {
  const grant = identity.grants.get(where.accountId);
  // A disabled or expired token opens nothing anywhere.
  if (grant === undefined && identity.grants.size === 0) return refuse(unknownCredential(where.settings));
  if (grant === undefined) return refuse('account_refused');
  return need === 'write' && grant === 'read' ? refuse('write_refused') : accept(grant);
}

/** Whether a credential was refused as such, and not for its shape or for what it may do. */
export const isUnknownCredential = (name: ErrorName): boolean =>
  name === 'credential_unknown' || name === 'credential_refused';

const unknownCredential = (settings: Settings): ErrorName =>
  settings.unknownCredential === 'invalidAccessToken' ? 'credential_unknown' : 'credential_refused';
