import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';

/**
 * A text that must not be seen: a secret's value, or a credential. It prints as `[redacted]` in strings, JSON and
 * `inspect`. Its text leaves by `reveal()` alone, and the one caller of that builds the bytes of a request.
 */
export class SecretValue {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
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
