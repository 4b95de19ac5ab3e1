import { randomBytes } from 'node:crypto';
import { createCallLog, type CallLog } from './call-log.ts';
import { createClock } from './clock.ts';
import { addToken, type Credentials, type TokenOptions } from './credentials.ts';
import { createFaults, type Faults } from './faults.ts';
import { createRateLimiter, type RateLimiter } from './rate-limit.ts';
import { defaultSettings, type Settings } from './settings.ts';
import { addStore, type Account, type Sources } from './state.ts';

type AccountOptions = Readonly<{
  /** 32 hex digits. */
  id: string;
  tokens: readonly TokenOptions[];
  /** Both, or no global key. */
  email?: string;
  globalKey?: string;
  /** Names; [live] an account has one `default_secrets_store` from the start. */
  stores?: readonly string[];
  /** [spec] 100 in the beta. */
  secretsQuota?: number;
  /** [spec] 1 in the beta. */
  storesQuota?: number;
}>;

export type WorldOptions = Partial<Settings> &
  Readonly<{
    accounts: readonly AccountOptions[];
    /** Milliseconds since 1970. */
    now?: () => number;
    /** 32 hex digits, never the same twice. */
    newId?: () => string;
    /** Between 0 and 1, for faults that hit a share of the calls. */
    random?: () => number;
  }>;

/** Everything that `POST /admin/reset` puts back to the beginning. */
export type World = {
  settings: Settings;
  readonly calls: CallLog;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly faults: Faults;
  readonly limiter: RateLimiter;
  readonly sources: Sources;
};

/** Enough for any test, and little enough to keep for days. */
const maxLoggedCalls = 10_000;

export function createWorld(options: WorldOptions): World {
  const { accounts, now = Date.now, newId = randomId, random = Math.random, ...settings } = options;
  const sources = { clock: createClock(now), newId, random };
  return {
    settings: { ...defaultSettings, ...settings },
    calls: createCallLog(maxLoggedCalls),
    accounts: new Map(accounts.map((account) => [account.id, createAccount(account, sources)])),
    faults: createFaults(random),
    limiter: createRateLimiter(now),
    sources,
  };
}

function createAccount(options: AccountOptions, sources: Sources): Account {
  const { id, tokens, email, globalKey, stores = ['default_secrets_store'] } = options;
  const credentials: Credentials = {
    tokens: new Map(),
    globalKey: email === undefined || globalKey === undefined ? undefined : { email, key: globalKey },
  };
  for (const token of tokens) addToken(credentials, token, sources.newId);
  const limits = { secrets: options.secretsQuota ?? 100, stores: options.storesQuota ?? 1 };
  const account = { id, stores: new Map(), limits, credentials };
  for (const name of stores) addStore(account, name, sources);
  return account;
}

const randomId = (): string => randomBytes(16).toString('hex');
