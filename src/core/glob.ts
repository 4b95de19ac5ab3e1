/**
 * Whether the whole text matches the pattern, where `*` stands for any characters and `?` for one. The time is bounded by
 * the product of both lengths, whatever the pattern: patterns come from users.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let retryFrom = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      retryFrom = t;
    } else if (pattern[p] === '?' || pattern[p] === text[t]) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++retryFrom;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

export const matchesAnyGlob = (patterns: readonly string[], text: string): boolean =>
  patterns.some((pattern) => matchesGlob(pattern, text));
