import type { DesiredEntry } from './desired.ts';
import { failed, type Result, success } from './result.ts';
import type { SecretBytes } from './secret-bytes.ts';
import type { SecretValue } from './secret-value.ts';
import { type SyncFailure, terminal } from './sync-failure.ts';

/** What a Secret holds, and the limits that a value must keep. */
export interface PayloadSource {
  readonly secretName: string;
  readonly keys: ReadonlyMap<string, SecretBytes>;
  /** Bytes of UTF-8; an option, since Cloudflare has changed it before. */
  readonly maxValueBytes: number;
}

/** The value to push for one entry, or why there is none: KeyMissing, InvalidUtf8, EmptyValue, ValueTooLarge. */
export function payloadOf(entry: DesiredEntry, source: PayloadSource): Result<SecretValue, SyncFailure> {
  const bytes = source.keys.get(entry.key);
  if (bytes === undefined) return failed(keyMissing(entry, source));
  const value = entry.encoding === 'Base64' ? bytes.asBase64() : bytes.asUtf8();
  if (value === undefined) return failed(invalidUtf8(entry, source));
  if (value.sizeBytes === 0) return failed(emptyValue(entry, source));
  if (value.sizeBytes > source.maxValueBytes) return failed(tooLarge(entry, source));
  return success(value);
}

const subject = (entry: DesiredEntry, source: PayloadSource): string =>
  `Cannot push "${entry.name}": key "${entry.key}" of Secret "${source.secretName}"`;

const keyMissing = (entry: DesiredEntry, source: PayloadSource): SyncFailure =>
  terminal(
    'KeyMissing',
    `${subject(entry, source)} is missing; add the key, or take the entry out of data to have its secret deleted`,
  );

const invalidUtf8 = (entry: DesiredEntry, source: PayloadSource): SyncFailure =>
  terminal('InvalidUtf8', `${subject(entry, source)} is not valid UTF-8; choose it in data with encoding: Base64`);

const emptyValue = (entry: DesiredEntry, source: PayloadSource): SyncFailure =>
  terminal('EmptyValue', `${subject(entry, source)} is empty; give it a value, or take the entry out`);

const tooLarge = (entry: DesiredEntry, source: PayloadSource): SyncFailure =>
  terminal(
    'ValueTooLarge',
    `${subject(entry, source)} is larger than the ${source.maxValueBytes} bytes that Cloudflare takes` +
      `${entry.encoding === 'Base64' ? ' (in Base64)' : ''}; make it smaller, or split it over several keys`,
  );
