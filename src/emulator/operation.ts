import type { Identity, Permission } from './auth.ts';
import type { Reply } from './envelope.ts';
import { accept, type Outcome } from './errors.ts';
import type { Moment } from './moment.ts';
import { activateDue } from './secret-writes.ts';
import type { Settings } from './settings.ts';
import { findSecret, findStore, type Account, type Secret, type Sources, type Store } from './state.ts';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** One authenticated call to an account. `json` is a refusal where the body is none. */
export type AccountCall = Readonly<{
  account: Account;
  settings: Settings;
  sources: Sources;
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  json: Outcome<unknown>;
}>;

/** One call about the credential itself, which may be refused: then it is the operation's to say how. */
export type IdentityCall = Readonly<{
  identity: Outcome<Identity>;
  accounts: ReadonlyMap<string, Account>;
  nowMs: number;
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
}>;

/** `path` is below `/client/v4`; a segment that starts with a colon is an id of 32 hex digits. */
type Route = Readonly<{ name: string; method: Method; path: string }>;

export type Operation =
  | (Route & Readonly<{ about: 'account'; permission: Permission; run: (call: AccountCall) => Outcome<Reply> }>)
  | (Route & Readonly<{ about: 'identity'; run: (call: IdentityCall) => Outcome<Reply> }>);

/** The store that the path names, with everything active in it that is due. */
export function storeOf({ account, settings, sources, params }: AccountCall): Outcome<Store> {
  const store = findStore(account, params['store'] ?? '');
  if (store.ok) activateDue(store.value, settings, sources.clock.nowMs());
  return store;
}

export function secretOf(call: AccountCall): Outcome<Readonly<{ store: Store; secret: Secret }>> {
  const store = storeOf(call);
  if (!store.ok) return store;
  const secret = findSecret(store.value, call.params['secret'] ?? '');
  return secret.ok ? accept({ store: store.value, secret: secret.value }) : secret;
}

export const momentOf = ({ settings, sources }: AccountCall): Moment => ({
  settings,
  at: sources.clock.nowMs() * 1000,
});
