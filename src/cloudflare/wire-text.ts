import { SecretValue } from '../core/secret-value.ts';

/** Text of a request, where what must not be seen is still hidden. */
export type TextPart = string | SecretValue;

/** Header values as parts, for example `{ Authorization: ['Bearer ', token] }`. */
export type HeaderParts = Readonly<Record<string, readonly TextPart[]>>;

/** The one place of the program where a secret becomes text. Its callers below build the bytes of a request. */
const plainText = (part: TextPart): string => (typeof part === 'string' ? part : part.reveal());

/**
 * A header's value. White space around it is no part of a header (RFC 9110, 5.5), and it goes here: a token that was
 * written to a file often ends in a line break. Returns undefined when the text cannot be a header's value.
 */
export function headerText(parts: readonly TextPart[]): string | undefined {
  const text = parts.map(plainText).join('').trim();
  return /^[\t\x20-\x7e]*$/.test(text) ? text : undefined;
}

/** A JSON body with the text of every SecretValue inside. JSON.stringify calls toJSON first, so the original is looked up. */
export function jsonText(body: unknown): string {
  return JSON.stringify(body, function replace(this: Readonly<Record<string, unknown>>, key, value: unknown) {
    const original = this[key];
    return original instanceof SecretValue ? plainText(original) : value;
  });
}
