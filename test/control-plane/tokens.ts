import { randomBytes } from 'node:crypto';

export interface Tokens {
  readonly admin: string;
  /** By `namespace/name`. */
  readonly serviceAccounts: ReadonlyMap<string, string>;
  /** For --token-auth-file. */
  readonly csv: string;
}

/**
 * Tokens that never expire. Those of service accounts carry the user and the groups that a real one has, so RBAC treats
 * them alike, whether the ServiceAccount exists or not.
 */
export function createTokens(serviceAccounts: readonly string[]): Tokens {
  const admin = createToken();
  const tokens = new Map(serviceAccounts.map((account) => [account, createToken()]));
  const lines = [...tokens].map(([account, token]) => serviceAccountLine(account, token));
  return { admin, serviceAccounts: tokens, csv: [`${admin},admin,admin,system:masters`, ...lines, ''].join('\n') };
}

function serviceAccountLine(account: string, token: string): string {
  const [namespace, name, ...rest] = account.split('/');
  if (!namespace || !name || rest.length > 0)
    throw new Error(`"${account}" is no service account: write it as namespace/name`);
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  return `${token},system:serviceaccount:${namespace}:${name},${namespace}-${name},"${groups.join(',')}"`;
}

function createToken(): string {
  return randomBytes(24).toString('base64url');
}
