import { firstWrong, isCount, oneOf, optional, type Check, type Parsed } from './admin-check.ts';
import type { Fault, FaultAction } from './faults.ts';
import { isRecord, isText } from './json-body.ts';

const when = oneOf('before', 'after');

export const faultChecks: Readonly<Record<FaultAction['kind'], Readonly<Record<string, Check>>>> = {
  status: {
    status: isCount,
    html: optional(isText),
    text: optional(isText),
    headers: optional(isRecord),
    when: optional(when),
  },
  delay: { ms: isCount, when: optional(when) },
  reset: { when: optional(when) },
  hang: { when: optional(when) },
  rateLimited: { retryAfterSeconds: isCount },
  truncate: {},
  giant: { bytes: isCount },
};

/** The zeroth call never comes, and its fault would never fire. */
const isPositive: Check = (json) => isCount(json) && json !== 0;

const shareChecks: Readonly<Record<'nth' | 'times' | 'share', Check>> = {
  nth: optional(isPositive),
  times: optional(isPositive),
  share: optional((share) => typeof share === 'number' && share >= 0 && share <= 1),
};

/** The body of `POST /admin/faults`. A misspelt operation is refused: its fault would never fire, and the test pass. */
export function readFault(json: unknown, operationNames: readonly string[]): Parsed<Fault> {
  if (!isRecord(json) || !isRecord(json['action'])) return 'A fault has an operation and an action';
  if (!oneOf('*', 'unknown', ...operationNames)(json['operation'])) return 'operation names no operation';
  const { kind } = json['action'];
  if (!isText(kind) || !isActionKind(kind)) return 'action.kind is none of the kinds of fault';
  const given = Object.keys(shareChecks).filter((field) => json[field] !== undefined);
  if (given.length > 1) return 'nth, times and share exclude one another';
  const checks = { account: optional(isText), ...shareChecks };
  return firstWrong(json['action'], faultChecks[kind]) ?? firstWrong(json, checks) ?? (json as Fault);
}

const isActionKind = (kind: string): kind is FaultAction['kind'] => Object.hasOwn(faultChecks, kind);
