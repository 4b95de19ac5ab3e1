import { firstWrong, oneOf, optional, type Check, type Parsed } from './admin-check.ts';
import { isRecord, isText, isTextList } from './json-body.ts';
import type { Secret } from './state.ts';

/** A secret as somebody else has left it. A `deleted` one stands beside a living one of the same name. */
export type Seed = Readonly<{
  name: string;
  value: string;
  /** `workers` unless given. */
  scopes?: readonly string[];
  comment?: string;
  /** `active` unless given. */
  status?: Secret['status'];
}>;

const seedChecks: Readonly<Record<keyof Seed, Check>> = {
  name: isText,
  value: isText,
  scopes: optional(isTextList),
  comment: optional(isText),
  status: optional(oneOf('pending', 'active', 'deleted')),
};

export function readSeeds(json: unknown): Parsed<readonly Seed[]> {
  if (!Array.isArray(json)) return 'Secrets to seed are an array';
  for (const seed of json) {
    const wrong = isRecord(seed) ? firstWrong(seed, seedChecks) : 'A secret is an object';
    if (wrong !== undefined) return wrong;
  }
  return json as Seed[];
}
