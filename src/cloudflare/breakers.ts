import { RecentlyUsed } from '../runtime/recently-used.ts';
import { Breaker, type BreakerOptions } from './breaker.ts';

/** More accounts than a credential is for: anybody may write any account into a store object. */
const mostKept = 1_000;

/**
 * One credential's breakers, one for each account: Cloudflare answers "Authentication error" (10000) also where a good token
 * has no business in an account, and that must not close its other accounts.
 */
export class Breakers {
  readonly #options: BreakerOptions;
  readonly #byAccount = new RecentlyUsed<Breaker>(mostKept);

  constructor(options: BreakerOptions) {
    this.#options = options;
  }

  /** The breaker for the account that the path leads to; for what belongs to no account, one of its own. */
  of(path: string): Breaker {
    const [account = ''] = /^\/accounts\/[^/]+/.exec(path) ?? [];
    return this.#byAccount.of(account, () => new Breaker(this.#options));
  }
}
