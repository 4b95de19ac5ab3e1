import type { TokenOptions } from './credentials.ts';
import type { Fault, FaultAction } from './faults.ts';
import { isRecord, isText, isTextList } from './json-body.ts';
import { defaultSettings, type Settings } from './settings.ts';

/** What the admin endpoints are sent. A text in place of the value says what is wrong with it, and holds none of it. */
type Parsed<T> = T | string;

type Check = (json: unknown) => boolean;

export type Seed = Readonly<{
  name: string;
  value: string;
  scopes?: readonly string[];
  comment?: string;
  status?: 'pending' | 'active';
}>;

export type SettingsPatch = Readonly<{ settings: Partial<Settings>; accounts: readonly AccountPatch[] }>;

export type AccountPatch = Readonly<{
  id: string;
  secretsQuota?: number;
  storesQuota?: number;
  addTokens?: readonly TokenOptions[];
  revokeTokens?: readonly string[];
}>;

const isCount: Check = (json) => Number.isSafeInteger(json) && Number(json) >= 0;
const isBoolean: Check = (json) => typeof json === 'boolean';
const oneOf =
  (...allowed: readonly unknown[]): Check =>
  (json) =>
    allowed.includes(json);
const optional =
  (check: Check): Check =>
  (json) =>
    json === undefined || check(json);

const settingChecks: Readonly<Record<keyof Settings, Check>> = {
  activationDelayMs: isCount,
  activationMovesModified: isBoolean,
  pendingAfterPatch: oneOf('value', 'always', 'never'),
  maxValueBytes: isCount,
  maxBodyBytes: isCount,
  bulkCreate: oneOf('atomic', 'partial'),
  bulkDeleteUnknownIds: oneOf('ignore', 'refuse'),
  nameExistsStatus: oneOf(400, 409),
  unknownCredential: oneOf('invalidAccessToken', 'authenticationError'),
  readLagMs: isCount,
  scopes: isTextList,
  rateLimit: (json) => isRecord(json) && isCount(json['requests']) && isCount(json['windowSeconds']),
};

const when = oneOf('before', 'after');

const actionChecks: Readonly<Record<FaultAction['kind'], Readonly<Record<string, Check>>>> = {
  status: { status: isCount, html: optional(isText), headers: optional(isRecord), when: optional(when) },
  delay: { ms: isCount },
  reset: { when },
  hang: { when: optional(when) },
  rateLimited: { retryAfterSeconds: isCount },
};

const accountChecks: Readonly<Record<keyof AccountPatch, Check>> = {
  id: isText,
  secretsQuota: optional(isCount),
  storesQuota: optional(isCount),
  addTokens: optional((json) => Array.isArray(json) && json.every(isTokenOptions)),
  revokeTokens: optional(isTextList),
};

const seedChecks: Readonly<Record<keyof Seed, Check>> = {
  name: isText,
  value: isText,
  scopes: optional(isTextList),
  comment: optional(isText),
  status: optional(oneOf('pending', 'active')),
};

export function readFault(json: unknown, operationNames: readonly string[]): Parsed<Fault> {
  if (!isRecord(json) || !isRecord(json['action'])) return 'A fault has an operation and an action';
  if (!oneOf('*', 'unknown', ...operationNames)(json['operation'])) return 'operation names no operation';
  const { kind } = json['action'];
  if (!isText(kind) || !isActionKind(kind)) return 'action.kind is none of the kinds of fault';
  const wrong =
    firstWrong(json['action'], actionChecks[kind]) ??
    firstWrong(json, {
      nth: optional(isCount),
      times: optional(isCount),
      share: optional((share) => typeof share === 'number' && share >= 0 && share <= 1),
    });
  return wrong ?? (json as Fault);
}

export function readSettingsPatch(json: unknown): Parsed<SettingsPatch> {
  if (!isRecord(json)) return 'Settings are an object';
  const { accounts = [], ...settings } = json;
  const unknown = Object.keys(settings).find((name) => !Object.hasOwn(defaultSettings, name));
  if (unknown !== undefined) return `There is no setting ${unknown}`;
  for (const [name, check] of Object.entries(settingChecks)) {
    if (name in settings && !check(settings[name])) return `${name} is not valid`;
  }
  if (!Array.isArray(accounts)) return 'accounts is not an array';
  for (const account of accounts) {
    const wrong = isRecord(account)
      ? firstWrong(account, accountChecks)
      : 'accounts has an entry that is not an object';
    if (wrong !== undefined) return wrong;
  }
  return { settings, accounts: accounts as AccountPatch[] };
}

export function readSeeds(json: unknown): Parsed<readonly Seed[]> {
  if (!Array.isArray(json)) return 'Secrets to seed are an array';
  for (const seed of json) {
    const wrong = isRecord(seed) ? firstWrong(seed, seedChecks) : 'A secret is an object';
    if (wrong !== undefined) return wrong;
  }
  return json as Seed[];
}

const isActionKind = (kind: string): kind is FaultAction['kind'] => Object.hasOwn(actionChecks, kind);

const isTokenOptions = (json: unknown): json is TokenOptions =>
  isText(json) ||
  (isRecord(json) &&
    isText(json['token']) &&
    oneOf(undefined, 'read', 'write')(json['permission']) &&
    oneOf(undefined, 'user', 'account')(json['kind']) &&
    oneOf(undefined, 'active', 'disabled')(json['status']) &&
    optional(isText)(json['expiresOn']));

function firstWrong(
  record: Readonly<Record<string, unknown>>,
  checks: Readonly<Record<string, Check>>,
): string | undefined {
  const wrong = Object.keys(checks).find((field) => checks[field]?.(record[field]) === false);
  return wrong === undefined ? undefined : `${wrong} is missing or not valid`;
}
