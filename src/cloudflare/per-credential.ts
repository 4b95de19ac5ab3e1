import { RecentlyUsed } from '../runtime/recently-used.ts';
import type { Credential } from './credential.ts';

/** Far more than are in use together: whoever rotates tokens leaves one behind each time. */
const mostKept = 1_000;

/** One of a kind for each credential, whichever stores use it: Cloudflare counts, and refuses, per user or account token. */
export class PerCredential<T> {
  readonly #create: (credential: Credential) => T;
  readonly #byFingerprint = new RecentlyUsed<T>(mostKept);

  constructor(create: (credential: Credential) => T) {
    this.#create = create;
  }

  /** The same for equal credentials. Ask for it at each use: what is not used for long may be forgotten. */
  of(credential: Credential): T {
    return this.#byFingerprint.of(credential.fingerprint, () => this.#create(credential));
  }

  all(): readonly T[] {
    return this.#byFingerprint.values();
  }
}
