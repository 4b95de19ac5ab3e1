/** What a scraper reads, as values by their series: `name{label="value"}`, in the order in which they stand. */
export const scraped = (text: string): ReadonlyMap<string, number> =>
  new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );

const prefix = 'secrets_store_operator_';

/** The series of one of our metrics, by their labels. A histogram gives its sums and counts under names of their own. */
export function seriesOf(text: string, name: string): Readonly<Record<string, number>> {
  const of = [...scraped(text)].filter(([series]) => series.split('{')[0] === `${prefix}${name}`);
  return Object.fromEntries(of.map(([series, value]) => [/\{(.*)\}/.exec(series)?.[1] ?? '', value]));
}
