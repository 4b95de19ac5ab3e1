import { accept, refuse, type Outcome } from './errors.ts';
import { invalidBody, isRecord, isText, isTextList } from './json-body.ts';
import type { Settings } from './settings.ts';

/** What a body says of one secret. Null counts as unsaid [inferred], and `comment: ""` takes the comment away [inferred]. */
type SecretBody = Readonly<{
  name: string | undefined;
  value: string | undefined;
  scopes: readonly string[] | undefined;
  comment: string | null | undefined;
}>;

export type CopyBody = Readonly<{ name: string; scopes: readonly string[]; comment: string | null }>;
export type NewBody = CopyBody & Readonly<{ value: string }>;
export type PatchBody = Omit<SecretBody, 'name'>;

/** [live] Dots and spaces fail; which code they fail with is inferred. */
const nameShape = /^[\w-]+$/;

/** The body of a duplicate: everything but the value. */
export function readCopy(json: unknown, settings: Settings): Outcome<CopyBody> {
  const body = readFields(json);
  return body.ok ? checkCopy(body.value, settings) : body;
}

/** One item of the array that creates secrets. */
export function readNew(json: unknown, settings: Settings): Outcome<NewBody> {
  const body = readFields(json);
  if (!body.ok) return body;
  const copy = checkCopy(body.value, settings);
  if (!copy.ok) return copy;
  if (body.value.value === undefined) return invalidBody;
  const value = checkValue(body.value.value, settings);
  return value.ok ? accept({ ...copy.value, value: value.value }) : value;
}

/** [spec] A PATCH changes what it names and never the name: that is ignored [inferred]. */
export function readPatch(json: unknown, settings: Settings): Outcome<PatchBody> {
  const body = readFields(json);
  if (!body.ok) return body;
  const { value, scopes, comment } = body.value;
  const checkedScopes = scopes === undefined ? accept(undefined) : checkScopes(scopes, settings);
  if (!checkedScopes.ok) return checkedScopes;
  const checkedValue = value === undefined ? accept(undefined) : checkValue(value, settings);
  if (!checkedValue.ok) return checkedValue;
  const checkedComment = checkComment(comment ?? null, settings);
  if (!checkedComment.ok) return checkedComment;
  return accept({ value: checkedValue.value, scopes: checkedScopes.value, comment });
}

/** A field of another type fails the whole body, as it would when a typed service decodes it [inferred]. */
function readFields(json: unknown): Outcome<SecretBody> {
  if (!isRecord(json)) return invalidBody;
  const name = json['name'] ?? undefined;
  const value = json['value'] ?? undefined;
  const scopes = json['scopes'] ?? undefined;
  const comment = json['comment'] ?? undefined;
  if (name !== undefined && !isText(name)) return invalidBody;
  if (value !== undefined && !isText(value)) return invalidBody;
  if (scopes !== undefined && !isTextList(scopes)) return invalidBody;
  if (comment !== undefined && !isText(comment)) return invalidBody;
  return accept({ name, value, scopes, comment: comment === '' ? null : comment });
}

function checkCopy(body: SecretBody, settings: Settings): Outcome<CopyBody> {
  const name = checkName(body.name, settings);
  if (!name.ok) return name;
  const scopes = checkScopes(body.scopes ?? [], settings);
  if (!scopes.ok) return scopes;
  const comment = checkComment(body.comment ?? null, settings);
  return comment.ok ? accept({ name: name.value, scopes: scopes.value, comment: comment.value }) : comment;
}

function checkName(name: string | undefined, { maxNameLength }: Settings): Outcome<string> {
  if (name === undefined || name === '') return refuse('secret_name_empty');
  if (exceeds(name.length, maxNameLength)) return refuse('secret_name_too_long', `max ${String(maxNameLength)}`);
  return nameShape.test(name) ? accept(name) : refuse('secret_name_invalid', name);
}

/** [live] Returned sorted, whatever was sent. */
function checkScopes(scopes: readonly string[], settings: Settings): Outcome<readonly string[]> {
  if (scopes.length === 0) return refuse('secret_scopes_empty');
  const unknown = scopes.find((scope) => !settings.scopes.includes(scope));
  return unknown === undefined ? accept([...new Set(scopes)].toSorted()) : refuse('secret_scope_invalid', unknown);
}

function checkComment(comment: string | null, { maxCommentBytes }: Settings): Outcome<string | null> {
  return exceeds(Buffer.byteLength(comment ?? ''), maxCommentBytes)
    ? refuse('secret_comment_too_long', `max ${String(maxCommentBytes)}`)
    : accept(comment);
}

const exceeds = (size: number, limit: number | 'unlimited'): boolean => limit !== 'unlimited' && size > limit;

/** [spec] Bytes of UTF-8, not characters. The message says the limit, never the length. */
function checkValue(value: string, { maxValueBytes, emptyValue }: Settings): Outcome<string> {
  if (value === '' && emptyValue === 'refuse') return refuse('secret_value_empty');
  if (Buffer.byteLength(value) <= maxValueBytes) return accept(value);
  return refuse('secret_value_too_long', `max ${String(maxValueBytes)}`);
}
