import type { Credential } from './credential.ts';

/** One of a kind for each credential, whichever stores use it: Cloudflare counts, and refuses, per user or account token. */
export class PerCredential<T> {
  readonly #create: () => T;
  readonly #byFingerprint = new Map<string, T>();

  constructor(create: () => T) {
    this.#create = create;
  }

  /** The same for equal credentials. It is kept for the life of the process: a few numbers per rotated token. */
  of({ fingerprint }: Credential): T {
    const known = this.#byFingerprint.get(fingerprint) ?? this.#create();
    this.#byFingerprint.set(fingerprint, known);
    return known;
  }
}
