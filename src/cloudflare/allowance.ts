import type { Lane } from '../runtime/lane.ts';
import type { RateLimitNews } from './ratelimit-headers.ts';

/** What one credential may still send, as far as we know. Pure values: budget.ts waits and sends. Times as the clock's. */
export interface Allowance {
  /** Requests per window, of everybody who uses the credential. */
  readonly quota: number;
  readonly windowMs: number;
  /** Requests left in the window that ends at `windowEndsAt`, less those of ours that are on their way. */
  readonly remaining: number;
  readonly windowEndsAt: number;
  /** Sent and not answered yet. */
  readonly inFlight: number;
  /** The end of a 429's window: nothing is sent before. */
  readonly stoppedUntil: number;
}

/** Until an answer says otherwise: 1,200 requests per five minutes (Cloudflare's documentation of rate limits). */
export const initialAllowance: Allowance = {
  quota: 1200,
  windowMs: 300_000,
  remaining: 1200,
  windowEndsAt: 0,
  inFlight: 0,
  stoppedUntil: 0,
};

/** Of our own share, the part that resyncs leave to changes. */
const keptForChanges = 0.1;

export interface Ask {
  readonly lane: Lane;
  readonly now: number;
  /** The part of the quota that we use, between 0 and 1; the rest is for the account's other tools. */
  readonly share: number;
}

/** How long until one more request may go; 0 for now. */
export function waitMs(allowance: Allowance, ask: Ask): number {
  if (ask.now < allowance.stoppedUntil) return allowance.stoppedUntil - ask.now;
  const { remaining, windowEndsAt, quota } = withOpenWindow(allowance, ask.now);
  return remaining > untouched(quota, ask) ? 0 : windowEndsAt - ask.now;
}

/** Our own share of the window, and what is left of it for changes: nothing while a 429's window lasts. */
export function shareLeft(
  allowance: Allowance,
  { now, share }: Omit<Ask, 'lane'>,
): { limit: number; remaining: number } {
  const { remaining, quota } = withOpenWindow(allowance, now);
  const others = untouched(quota, { lane: 'Change', now, share });
  return { limit: quota - others, remaining: now < allowance.stoppedUntil ? 0 : Math.max(0, remaining - others) };
}

/** How many requests of the quota stay unused by this lane. At least one is always ours, however small the quota. */
function untouched(quota: number, { lane, share }: Ask): number {
  const ours = Math.max(1, Math.floor(quota * share));
  return quota - ours + (lane === 'Resync' ? Math.floor(ours * keptForChanges) : 0);
}

/** After one request was sent. */
export function afterSending(allowance: Allowance, now: number): Allowance {
  const open = withOpenWindow(allowance, now);
  return { ...open, remaining: open.remaining - 1, inFlight: open.inFlight + 1 };
}

/** How a request ended. Without news no answer came; `stopMs` is the length of a 429's window. */
export interface Ending {
  readonly news?: RateLimitNews;
  readonly stopMs?: number;
  /** It was admitted, and then not sent after all. */
  readonly isUnsent?: true;
}

/**
 * After a request. What its answer says replaces our own count, since others use the same credential; requests still on
 * their way are taken off, for the answer may not have counted them. Of two stops the longer one stands.
 */
export function afterEnding(allowance: Allowance, { news, stopMs = 0, isUnsent }: Ending, now: number): Allowance {
  const open = withOpenWindow(allowance, now);
  const inFlight = open.inFlight - 1;
  if (isUnsent) return { ...open, inFlight, remaining: open.remaining + 1 };
  const stoppedUntil = Math.max(open.stoppedUntil, now + stopMs);
  if (news === undefined) return { ...open, inFlight, stoppedUntil };
  const { quota = open.quota, windowMs = open.windowMs, remaining, resetMs } = news;
  return {
    quota,
    windowMs,
    remaining: remaining === undefined ? Math.min(open.remaining, quota) : remaining - inFlight,
    windowEndsAt: now + (resetMs ?? Math.min(open.windowEndsAt - now, windowMs)),
    inFlight,
    stoppedUntil,
  };
}

/** A window that is over makes place for a full one. Requests on their way may be counted in the new one. */
function withOpenWindow(allowance: Allowance, now: number): Allowance {
  if (now < allowance.windowEndsAt) return allowance;
  const { quota, inFlight, windowMs } = allowance;
  return { ...allowance, remaining: quota - inFlight, windowEndsAt: now + windowMs };
}
