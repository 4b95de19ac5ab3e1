import type { SecretsStoreSecret } from '../api/resources.ts';

type Spec = SecretsStoreSecret['spec'];

/** Some 50 ms, in which nobody else is served. A Secret of a thousand keys can be compared with a hundred patterns ten letters long. */
const maxSteps = 20_000_000;

/**
 * Whether comparing the keys of a Secret with all patterns of a spec would keep everybody waiting: one object of either holds enough
 * for hours. Counted is the worst case of matchesGlob, the product of both lengths.
 */
export function isTooMuchToMatch({ data = [], dataFrom }: Spec, keys: readonly string[]): boolean {
  const bundles = data.flatMap(({ bundle }) => (bundle ? [bundle.include ?? ['*'], bundle.exclude ?? []] : []));
  const lists = [...bundles, dataFrom?.include ?? [], dataFrom?.exclude ?? []];
  const patternLength = lists.reduce((sum, patterns) => sum + lengthOf(patterns), 0);
  return patternLength * lengthOf(keys) > maxSteps;
}

const lengthOf = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + text.length, 0);
