import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { quoteForDotenv } from './dotenv-quote.ts';

/** What a value is put together of: texts of the spec, and texts that must not be seen. */
export type ValuePart = string | SecretValue;

/**
 * A text that must not be seen: a secret's value, or a credential. It prints as `[redacted]` in strings, JSON and
 * `inspect`. Its text leaves by `reveal()` alone, and the one caller of that builds the bytes of a request. So whatever is
 * made of several values is made in here: the text of none of them comes out on the way.
 */
export class SecretValue {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** All of it in this order, and all of it hidden. */
  static join(parts: readonly ValuePart[]): SecretValue {
    return new SecretValue(parts.map((part) => (typeof part === 'string' ? part : part.#text)).join(''));
  }

  /** Bytes of UTF-8: Cloudflare's limit counts bytes, not characters. */
  get sizeBytes(): number {
    return Buffer.byteLength(this.#text, 'utf8');
  }

  /** HMAC-SHA256, hex, over the context and the text; each part is preceded by its length, so that no two lists collide. */
  keyedDigest(key: Uint8Array, context: readonly string[]): string {
    const hmac = createHmac('sha256', key);
    for (const part of [...context, this.#text]) hmac.update(`${Buffer.byteLength(part, 'utf8')}:${part}`, 'utf8');
    return hmac.digest('hex');
  }

  /** Without blanks and line breaks at its ends: a token often comes with the line break of the file that it was in. */
  trimmed(): SecretValue {
    return new SecretValue(this.#text.trim());
  }

  /** As a string of JSON, with its quotes, as JSON.stringify writes it. */
  asJsonString(): SecretValue {
    return new SecretValue(JSON.stringify(this.#text));
  }

  /** As a value of a dotenv file, with its quotes; undefined where no quotes keep it as it is. */
  asDotenvValue(): SecretValue | undefined {
    const quoted = quoteForDotenv(this.#text);
    return quoted === undefined ? undefined : new SecretValue(quoted);
  }

  /** Whether it may stand in an HTTP header as it is (RFC 9110, 5.5, without blanks). */
  isPrintableAscii(): boolean {
    return /^[\x21-\x7e]*$/.test(this.#text);
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return '[redacted]';
  }

  toJSON(): string {
    return '[redacted]';
  }

  [inspect.custom](): string {
    return '[redacted]';
  }
}
