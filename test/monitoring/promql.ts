/** What an expression of PromQL looks at, as far as it concerns us; not a parser of the language. */
export interface Looks {
  /** As they are scraped: of a histogram `_bucket`, `_sum` or `_count`. */
  readonly metrics: readonly string[];
  readonly labels: readonly string[];
}

export function looksOf(expression: string): Looks {
  const bare = expression.replaceAll(/"[^"]*"/g, '""').replaceAll(/\[[^\]]*\]/g, '');
  const matchers = allOf(bare, /\{([^}]*)\}/g).flatMap((inside) => allOf(inside, /(\w+)\s*(?:=~|!~|!=|=)/g));
  const groups = allOf(bare, /\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g).flatMap((inside) =>
    allOf(inside, /(\w+)/g),
  );
  return {
    metrics: allOf(bare, /\b((?:secrets_store_operator|process|nodejs)_\w+)/g),
    labels: [...matchers, ...groups],
  };
}

const allOf = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found = '']) => found);
