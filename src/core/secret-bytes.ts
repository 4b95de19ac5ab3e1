import { inspect } from 'node:util';
import { SecretValue } from './secret-value.ts';

/** The bytes under one key of a Kubernetes Secret. As hidden as the value that is made of them. */
export class SecretBytes {
  readonly #bytes: Buffer;

  private constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** From `data` of a Secret, where the API server has already checked the Base64. */
  static fromBase64(text: string): SecretBytes {
    return new SecretBytes(Buffer.from(text, 'base64'));
  }

  get sizeBytes(): number {
    return this.#bytes.length;
  }

  /** The text that these bytes are, or undefined when they are not UTF-8: a mangled key is worse than a missing one. */
  asUtf8(): SecretValue | undefined {
    try {
      return new SecretValue(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.#bytes));
    } catch {
      return undefined;
    }
  }

  /** The bytes in Base64 (RFC 4648, with padding): the way to store what is not text. */
  asBase64(): SecretValue {
    return new SecretValue(this.#bytes.toString('base64'));
  }

  /** A copy of the raw bytes, for key material of our own only: what is pushed goes through asUtf8 or asBase64. */
  copyForKey(): Uint8Array {
    return Uint8Array.from(this.#bytes);
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
