import { bundleParts } from './bundle-parts.ts';
import type { KeySource, ValueSource } from './entry-source.ts';
import { failed, type Result, success } from './result.ts';
import type { MadeParts, SecretContent } from './secret-content.ts';
import { SecretValue, type ValuePart } from './secret-value.ts';
import { type SyncFailure, terminal } from './sync-failure.ts';
import { templateParts } from './template-parts.ts';

interface MadeEntry {
  readonly name: string;
  readonly source: ValueSource;
}

/**
 * The value to push for one entry, or why there is none: KeyMissing, InvalidUtf8, EmptyValue, ValueTooLarge; for a bundle
 * InvalidName or UnquotableValue as well.
 */
export function payloadOf(entry: MadeEntry, content: SecretContent): Result<SecretValue, SyncFailure> {
  const parts = partsOf(entry, content);
  if (parts === 'TooLarge') return failed(tooLarge(entry, content));
  if (!parts.ok) return parts;
  const sizeBytes = sizeOf(parts.value, content.maxValueBytes);
  if (sizeBytes === 0) return failed(emptyValue(entry, content));
  if (sizeBytes > content.maxValueBytes) return failed(tooLarge(entry, content));
  return success(SecretValue.join(parts.value));
}

function partsOf({ name, source }: MadeEntry, content: SecretContent): MadeParts {
  switch (source.kind) {
    case 'Key':
      return keyPart(name, source, content);
    case 'Template':
      return templateParts(name, source, content);
    case 'Bundle':
      return bundleParts(name, source, content);
  }
}

function keyPart(name: string, source: KeySource, content: SecretContent): MadeParts {
  const bytes = content.keys.get(source.key);
  if (bytes === undefined) return failed(keyMissing(name, source, content));
  if (bytes.sizeBytes > content.maxValueBytes) return 'TooLarge';
  const value = source.encoding === 'Base64' ? bytes.asBase64() : bytes.asUtf8();
  return value === undefined ? failed(invalidUtf8(name, source, content)) : success([value]);
}

/** Not counted beyond the limit: a template can take one large key a thousand times. */
function sizeOf(parts: readonly ValuePart[], limitBytes: number): number {
  let sizeBytes = 0;
  for (const part of parts) {
    sizeBytes += typeof part === 'string' ? Buffer.byteLength(part, 'utf8') : part.sizeBytes;
    if (sizeBytes > limitBytes) break;
  }
  return sizeBytes;
}

const keyOfSecret = (name: string, { key }: KeySource, { secretName }: SecretContent): string =>
  `Cannot push "${name}": key "${key}" of Secret "${secretName}"`;

const keyMissing = (name: string, source: KeySource, content: SecretContent): SyncFailure =>
  terminal(
    'KeyMissing',
    `${keyOfSecret(name, source, content)} is missing; add the key, or take the entry out of data to have its secret deleted`,
  );

const invalidUtf8 = (name: string, source: KeySource, content: SecretContent): SyncFailure =>
  terminal(
    'InvalidUtf8',
    `${keyOfSecret(name, source, content)} is not valid UTF-8; choose it in data with encoding: Base64`,
  );

const subject = ({ name, source }: MadeEntry, content: SecretContent): string =>
  source.kind === 'Key'
    ? keyOfSecret(name, source, content)
    : `Cannot push "${name}": what its ${source.kind.toLowerCase()} makes of Secret "${content.secretName}"`;

const emptyValue = (entry: MadeEntry, content: SecretContent): SyncFailure =>
  terminal('EmptyValue', `${subject(entry, content)} is empty; give it a value, or take the entry out`);

const tooLarge = (entry: MadeEntry, content: SecretContent): SyncFailure =>
  terminal(
    'ValueTooLarge',
    `${subject(entry, content)} is larger than the ${content.maxValueBytes} bytes that Cloudflare takes` +
      `${entry.source.kind === 'Key' && entry.source.encoding === 'Base64' ? ' (in Base64)' : ''}; ` +
      `make it smaller, or split it over several ${entry.source.kind === 'Key' ? 'keys' : 'entries'}`,
  );
