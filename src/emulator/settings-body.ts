import { countOr, firstWrong, isBoolean, isCount, oneOf, optional, type Check, type Parsed } from './admin-check.ts';
import type { TokenOptions } from './credentials.ts';
import { isRecord, isText, isTextList } from './json-body.ts';
import type { Settings } from './settings.ts';

export type SettingsPatch = Readonly<{ settings: Partial<Settings>; accounts: readonly AccountPatch[] }>;

export type AccountPatch = Readonly<{
  id: string;
  secretsQuota?: number;
  storesQuota?: number;
  addTokens?: readonly TokenOptions[];
  revokeTokens?: readonly string[];
}>;

const isRateLimit: Check = (json) => isRecord(json) && isCount(json['requests']) && isCount(json['windowSeconds']);

const settingChecks: Readonly<Record<keyof Settings, Check>> = {
  activationDelayMs: isCount,
  activationMovesModified: isBoolean,
  pendingAfterPatch: oneOf('value', 'always', 'never'),
  maxValueBytes: isCount,
  emptyValue: oneOf('accept', 'refuse'),
  maxNameLength: countOr('unlimited'),
  maxCommentBytes: countOr('unlimited'),
  maxBodyBytes: isCount,
  bulkCreate: oneOf('atomic', 'partial'),
  bulkDeleteUnknownIds: oneOf('ignore', 'refuse', 'refuseInPart'),
  maxBulkEntries: countOr('unlimited'),
  tooManyEntries: oneOf('contentTooLarge', 'badRequest'),
  repeatedName: oneOf('refuse', 'takeLast'),
  nameExistsStatus: oneOf(400, 409),
  notFoundStatus: oneOf(404, 400),
  nameReservedMs: countOr('forever'),
  deleteAnswer: oneOf('null', 'object'),
  optionalFields: oneOf('all', 'fewest'),
  searchMatches: oneOf('part', 'start', 'whole'),
  outOfBounds: oneOf('correct', 'refuse'),
  unknownCredential: oneOf('invalidAccessToken', 'authenticationError'),
  readLagMs: isCount,
  readLagOf: oneOf('creates', 'everyWrite'),
  scopes: isTextList,
  rateLimit: isRateLimit,
  addressRateLimit: (json) => json === 'unlimited' || isRateLimit(json),
};

const accountChecks: Readonly<Record<keyof AccountPatch, Check>> = {
  id: isText,
  secretsQuota: optional(isCount),
  storesQuota: optional(isCount),
  addTokens: optional((json) => Array.isArray(json) && json.every(isTokenOptions)),
  revokeTokens: optional(isTextList),
};

/** The body of `PATCH /admin/settings`: settings by name, and beside them what changes in some accounts. */
export function readSettingsPatch(json: unknown): Parsed<SettingsPatch> {
  if (!isRecord(json)) return 'Settings are an object';
  const { accounts = [], ...settings } = json;
  for (const [name, value] of Object.entries(settings)) {
    if (!isSetting(name)) return `There is no setting ${name}`;
    if (!settingChecks[name](value)) return `${name} is not valid`;
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

const isSetting = (name: string): name is keyof Settings => Object.hasOwn(settingChecks, name);

const tokenChecks: Readonly<Record<string, Check>> = {
  token: isText,
  permission: optional(oneOf('read', 'write')),
  kind: optional(oneOf('user', 'account')),
  user: optional(isText),
  status: optional(oneOf('active', 'disabled')),
  expiresOn: optional(isText),
};

const isTokenOptions = (json: unknown): boolean =>
  isText(json) || (isRecord(json) && firstWrong(json, tokenChecks) === undefined);
