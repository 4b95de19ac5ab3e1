import { RateBudget, type BudgetOptions } from './budget.ts';
import type { Credential } from './credential.ts';

/** One budget per credential, whichever stores use it: Cloudflare counts per user or account token. */
export class RateBudgets {
  readonly #options: BudgetOptions;
  readonly #byFingerprint = new Map<string, RateBudget>();

  constructor(options: BudgetOptions) {
    this.#options = options;
  }

  /** The same budget for equal credentials. It is kept for the life of the process: a few numbers per rotated token. */
  budgetFor(credential: Credential): RateBudget {
    const known = this.#byFingerprint.get(credential.fingerprint);
    if (known !== undefined) return known;
    const budget = new RateBudget(this.#options);
    this.#byFingerprint.set(credential.fingerprint, budget);
    return budget;
  }
}
