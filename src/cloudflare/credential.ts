import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import type { SecretValue } from '../core/secret-value.ts';
import type { HeaderParts } from './wire-text.ts';

/** Without this key nobody can test a guessed token against a fingerprint. It dies with the process. */
const processKey = randomBytes(32);

/** What proves to Cloudflare who we are. Prints as `[redacted]` everywhere; only the transport can use it. */
export class Credential {
  readonly kind: 'ApiToken' | 'GlobalApiKey';
  /** Equal for equal credentials of this process, and meaningless outside it. Safe as a map's key. */
  readonly fingerprint: string;
  readonly #headers: HeaderParts;

  private constructor(kind: Credential['kind'], fingerprint: string, headers: HeaderParts) {
    this.kind = kind;
    this.fingerprint = fingerprint;
    this.#headers = headers;
  }

  /** A user's or an account's API token, old or new format. */
  static apiToken(token: SecretValue): Credential {
    const fingerprint = token.keyedDigest(processKey, ['ApiToken']);
    return new Credential('ApiToken', fingerprint, { Authorization: ['Bearer ', token] });
  }

  /** The account's global API key, which counts only together with its owner's email address. */
  static globalApiKey(email: string, key: SecretValue): Credential {
    const fingerprint = key.keyedDigest(processKey, ['GlobalApiKey', email]);
    return new Credential('GlobalApiKey', fingerprint, { 'X-Auth-Email': [email], 'X-Auth-Key': [key] });
  }

  /** The headers that carry it, still hidden. */
  headers(): HeaderParts {
    return this.#headers;
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
