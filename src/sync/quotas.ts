import type { AccountId } from '../core/ids.ts';
import type { Quota } from '../core/observed.ts';
import { RecentlyUsed } from '../runtime/recently-used.ts';

/** Places that are kept for creates until it is known what became of them. */
export interface Reservation {
  /** The creates are over, and so many of them were done. What is said first counts. */
  readonly settle: (created: number) => void;
}

interface Account {
  readonly limit: number;
  /** As read, with what we have created and deleted since. */
  readonly used: number;
  readonly reserved: number;
  readonly readings: number;
}

/** Far more accounts than one cluster writes to; one that is forgotten counts as never read until the next resync. */
const mostKept = 10_000;

/** The places for secrets of each account: as they were read, and as our own writes have changed them since. */
export class Quotas {
  readonly #accounts = new RecentlyUsed<Account>(mostKept);

  /** What is reserved counts as used. An account that was never read has places without end: Cloudflare will say. */
  get(id: AccountId): Quota {
    const { limit, used, reserved } = this.#account(id);
    return { limit, used: used + reserved };
  }

  /** What Cloudflare says now. */
  set(id: AccountId, quota: Quota): void {
    const { reserved, readings } = this.#account(id);
    this.#accounts.set(id, { ...quota, reserved, readings: readings + 1 });
  }

  /** Keeps places for creates that are about to be sent, so that nobody else counts on them meanwhile. */
  reserve(id: AccountId, places: number): Reservation {
    const { readings } = this.#account(id);
    this.#change(id, { reserved: places });
    let isSettled = false;
    return {
      settle: (created) => {
        if (isSettled) return;
        isSettled = true;
        // What was read meanwhile may count them already; too low a count is put right by Cloudflare's refusal.
        const isReadSince = this.#account(id).readings !== readings;
        this.#change(id, { reserved: -places, used: isReadSince ? 0 : created });
      },
    };
  }

  /** So many of ours were deleted. */
  free(id: AccountId, places: number): void {
    this.#change(id, { used: -places });
  }

  #account(id: AccountId): Account {
    return this.#accounts.get(id) ?? { limit: Infinity, used: 0, reserved: 0, readings: 0 };
  }

  #change(id: AccountId, by: { readonly reserved?: number; readonly used?: number }): void {
    const account = this.#account(id);
    const used = Math.max(0, account.used + (by.used ?? 0));
    const reserved = Math.max(0, account.reserved + (by.reserved ?? 0));
    this.#accounts.set(id, { ...account, used, reserved });
  }
}
