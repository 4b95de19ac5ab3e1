/** Nobody may stop us for longer than this by one header: a date in a far year is more likely a mistake than a wish. */
const longestMs = 3_600_000;

/**
 * `Retry-After` as milliseconds: seconds, or a date (RFC 9110, 10.2.3), which is compared with the answer's own `Date`, so that
 * no clock of ours has to be right. Undefined when it is absent or neither, or a date without a `Date` to compare with.
 */
export function retryAfterMs(retryAfter: string | undefined, date: string | undefined): number | undefined {
  if (retryAfter === undefined) return undefined;
  const isSeconds = /^\s*\d+\s*$/.test(retryAfter);
  const delayMs = isSeconds ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.parse(date ?? '');
  return Number.isNaN(delayMs) ? undefined : Math.min(Math.max(0, delayMs), longestMs);
}
