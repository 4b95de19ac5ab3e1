import type { BundleSource } from './entry-source.ts';
import { matchesAnyGlob } from './glob.ts';
import { failed, success } from './result.ts';
import { type MadeParts, nameKeys, readTexts, type SecretContent } from './secret-content.ts';
import type { SecretValue, ValuePart } from './secret-value.ts';
import { type SyncFailure, terminal } from './sync-failure.ts';

/**
 * What a bundle makes of a Secret, canonical, so that the same keys and values give the same bytes and no write; or
 * KeyMissing, InvalidUtf8, InvalidName, UnquotableValue, TooLarge. The keys stand in the order of their UTF-16 code units.
 *
 * - Json: `{"a":"1","b":"2"}`, which is the form of RFC 8785.
 * - Dotenv: `A='1'` and a line feed for each key, in the quotes of quoteForDotenv.
 */
export function bundleParts(name: string, bundle: BundleSource, content: SecretContent): MadeParts {
  const keys = [...content.keys.keys()]
    .filter((key) => matchesAnyGlob(bundle.include, key) && !matchesAnyGlob(bundle.exclude, key))
    .toSorted();
  if (keys.length === 0) return failed(nothingMatches(name, content));
  const texts = readTexts(content, keys);
  if (texts === 'TooLarge') return texts;
  const { byKey, notUtf8 } = texts;
  if (notUtf8.length > 0) return failed(invalidUtf8(name, notUtf8, content));
  return bundle.format === 'Json' ? success(jsonParts(byKey)) : dotenvParts(name, byKey, content);
}

function jsonParts(texts: ReadonlyMap<string, SecretValue>): readonly ValuePart[] {
  const members = [...texts].flatMap(([key, text], index): ValuePart[] => [
    `${index === 0 ? '' : ','}${JSON.stringify(key)}:`,
    text.asJsonString(),
  ]);
  return ['{', ...members, '}'];
}

/** Parsers that are written in JavaScript lose a variable `__proto__`. */
const namesVariable = (key: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) && key !== '__proto__';

function dotenvParts(name: string, texts: ReadonlyMap<string, SecretValue>, content: SecretContent): MadeParts {
  const misnamed = [...texts.keys()].filter((key) => !namesVariable(key));
  if (misnamed.length > 0) return failed(invalidName(name, misnamed, content));
  const parts: ValuePart[] = [];
  const unquotable: string[] = [];
  for (const [key, text] of texts) {
    const value = text.asDotenvValue();
    if (value === undefined) unquotable.push(key);
    else parts.push(`${key}=`, value, '\n');
  }
  return unquotable.length > 0 ? failed(unquotableValue(name, unquotable, content)) : success(parts);
}

const nothingMatches = (name: string, { secretName }: SecretContent): SyncFailure =>
  terminal(
    'KeyMissing',
    `Cannot push "${name}": Secret "${secretName}" has no key that its bundle takes; ` +
      'correct include and exclude, or add such a key',
  );

const invalidUtf8 = (name: string, keys: readonly string[], { secretName }: SecretContent): SyncFailure =>
  terminal(
    'InvalidUtf8',
    `Cannot push "${name}": Secret "${secretName}" has no valid UTF-8 under ${nameKeys(keys)}, and a bundle takes text alone; ` +
      'exclude what is none, and push it by an entry of its own, with encoding: Base64',
  );

const invalidName = (name: string, keys: readonly string[], { secretName }: SecretContent): SyncFailure =>
  terminal(
    'InvalidName',
    `Cannot push "${name}": no variable of a Dotenv bundle can be called like ${nameKeys(keys)} of Secret "${secretName}" ` +
      '(letters, digits and _, no digit first); exclude what does not fit, or choose format: Json',
  );

const unquotableValue = (name: string, keys: readonly string[], { secretName }: SecretContent): SyncFailure =>
  terminal(
    'UnquotableValue',
    `Cannot push "${name}": a Dotenv bundle has no quotes in which every parser reads what is under ${nameKeys(keys)} of ` +
      `Secret "${secretName}"; exclude it, or choose format: Json`,
  );
