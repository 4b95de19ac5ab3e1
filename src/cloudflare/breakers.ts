import { Breaker, type BreakerOptions } from './breaker.ts';

/**
 * One credential's breakers, one for each account: Cloudflare answers "Authentication error" (10000) also where a good token
 * has no business in an account, and that must not close its other accounts.
 */
export class Breakers {
  readonly #options: BreakerOptions;
  readonly #byAccount = new Map<string, Breaker>();

  constructor(options: BreakerOptions) {
    this.#options = options;
  }

  /** The breaker for the account that the path leads to; for what belongs to no account, one of its own. */
  of(path: string): Breaker {
    const [account = ''] = /^\/accounts\/[^/]+/.exec(path) ?? [];
    const breaker = this.#byAccount.get(account) ?? new Breaker(this.#options);
    this.#byAccount.set(account, breaker);
    return breaker;
  }
}
