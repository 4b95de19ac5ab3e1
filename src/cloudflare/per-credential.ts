import type { Credential } from './credential.ts';

/** One of a kind for each credential, whichever stores use it: Cloudflare counts, and refuses, per user or account token. */
export class PerCredential<T> {
  readonly #create: (credential: Credential) => T;
  readonly #byFingerprint = new Map<string, T>();

  constructor(create: (credential: Credential) => T) {
    this.#create = create;
  }

  /** The same for equal credentials. It is kept for the life of the process: a few numbers per rotated token. */
  of(credential: Credential): T {
    const { fingerprint } = credential;
    const known = this.#byFingerprint.get(fingerprint) ?? this.#create(credential);
    this.#byFingerprint.set(fingerprint, known);
    return known;
  }

  all(): readonly T[] {
    return [...this.#byFingerprint.values()];
  }
}
