/** Cloudflare writes times with microseconds, and may leave a fraction of zero out: neither Date nor the alphabet compares them. */
export function isLater(a: string, b: string): boolean {
  const [first, second] = [partsOf(a), partsOf(b)];
  return first.ms === second.ms ? first.belowMs > second.belowMs : first.ms > second.ms;
}

/** Whole milliseconds and the digits after them. What is no time (RFC 3339) counts as earlier than any. */
function partsOf(instant: string): { readonly ms: number; readonly belowMs: number } {
  const ms = Date.parse(instant);
  const [, fraction = ''] = /\.(\d+)/.exec(instant) ?? [];
  return { ms: Number.isNaN(ms) ? -Infinity : ms, belowMs: Number(fraction.slice(3, 9).padEnd(6, '0')) };
}
