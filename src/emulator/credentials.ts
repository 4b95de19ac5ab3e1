/** What opens an account, as the options and the admin API write it. A bare string is a token that may write. */
export type TokenOptions =
  | string
  | Readonly<{
      token: string;
      /** [spec] "Secrets Store Read" or "Secrets Store Write". */
      permission?: 'read' | 'write';
      /** Told by the prefix unless given: `cfat_` is an account token, everything else a user token [spec]. */
      kind?: 'user' | 'account';
      /** The email of whose token it is: the rate limit counts all that a user sends together [spec]. */
      user?: string;
      /** Shown by the verify endpoints; `expired` follows from `expiresOn`. */
      status?: 'active' | 'disabled';
      /** ISO 8601. */
      expiresOn?: string;
    }>;

export type Token = Readonly<{
  id: string;
  token: string;
  permission: 'read' | 'write';
  kind: 'user' | 'account';
  user: string | undefined;
  /** A revoked token is remembered, so that it is refused as unknown and not as malformed. */
  status: 'active' | 'disabled' | 'revoked';
  expiresOn: string | undefined;
}>;

export type Credentials = Readonly<{
  tokens: Map<string, Token>;
  globalKey: Readonly<{ email: string; key: string }> | undefined;
}>;

export function addToken({ tokens }: Credentials, options: TokenOptions, newId: () => string): void {
  const given = typeof options === 'string' ? { token: options } : options;
  tokens.set(given.token, {
    id: newId(),
    token: given.token,
    permission: given.permission ?? 'write',
    kind: given.kind ?? (given.token.startsWith('cfat_') ? 'account' : 'user'),
    user: given.user,
    status: given.status ?? 'active',
    expiresOn: given.expiresOn,
  });
}

export function revokeToken({ tokens }: Credentials, text: string): void {
  const token = tokens.get(text);
  if (token !== undefined) tokens.set(text, { ...token, status: 'revoked' });
}

/** As the verify endpoints say it [spec]. */
export function tokenStatus({ status, expiresOn }: Token, nowMs: number): 'active' | 'disabled' | 'expired' {
  if (status !== 'active') return 'disabled';
  return expiresOn !== undefined && Date.parse(expiresOn) <= nowMs ? 'expired' : 'active';
}
