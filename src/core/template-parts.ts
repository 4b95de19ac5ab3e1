import type { TemplateSource } from './entry-source.ts';
import { failed, success } from './result.ts';
import { type MadeParts, nameKeys, readTexts, type SecretContent } from './secret-content.ts';
import { type SyncFailure, terminal } from './sync-failure.ts';
import { parseTemplate } from './template.ts';

/**
 * What a template makes of a Secret: its texts, and the values of its keys in between, which are not looked at again; or
 * KeyMissing, InvalidUtf8, TooLarge. A container's env would leave a reference to nothing in the text, and push half a value.
 */
export function templateParts(name: string, { template }: TemplateSource, content: SecretContent): MadeParts {
  const parts = parseTemplate(template);
  const texts = readTexts(
    content,
    parts.flatMap((part) => (typeof part === 'string' ? [] : part.key)),
  );
  if (texts === 'TooLarge') return texts;
  if (texts.missing.length > 0) return failed(keyMissing(name, texts.missing, content));
  if (texts.notUtf8.length > 0) return failed(invalidUtf8(name, texts.notUtf8, content));
  return success(parts.flatMap((part) => (typeof part === 'string' ? part : (texts.byKey.get(part.key) ?? []))));
}

const keyMissing = (name: string, keys: readonly string[], { secretName }: SecretContent): SyncFailure =>
  terminal(
    'KeyMissing',
    `Cannot push "${name}": Secret "${secretName}" lacks ${nameKeys(keys)}, which the template takes; ` +
      'add what is missing, or correct the template ($$( stands for a $( that is meant as it is)',
  );

const invalidUtf8 = (name: string, keys: readonly string[], { secretName }: SecretContent): SyncFailure =>
  terminal(
    'InvalidUtf8',
    `Cannot push "${name}": Secret "${secretName}" has no valid UTF-8 under ${nameKeys(keys)}, and a template takes text alone; ` +
      'push such bytes by an entry of their own, with encoding: Base64',
  );
