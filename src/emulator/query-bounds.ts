import { accept, refuse, type Outcome } from './errors.ts';
import { maxPerPage, type Ordering } from './paging.ts';
import type { Settings } from './settings.ts';

type Bounds = Readonly<{ settings: Settings; ordering: Ordering<never> }>;

/** [spec] What a listing's parameters may be; what becomes of others is unknown: the setting `outOfBounds` decides. */
export function checkQuery(query: URLSearchParams, { settings, ordering }: Bounds): Outcome<URLSearchParams> {
  if (settings.outOfBounds === 'correct') return accept(query);
  const checks: Readonly<Record<string, (text: string) => boolean>> = {
    page: (text) => isPositive(text),
    per_page: (text) => isPositive(text) && Number(text) <= maxPerPage,
    direction: (text) => text === 'asc' || text === 'desc',
    order: (text) => Object.hasOwn(ordering, text),
  };
  const wrong = Object.keys(checks).find((name) => {
    const text = query.get(name);
    return text !== null && checks[name]?.(text) === false;
  });
  return wrong === undefined ? accept(query) : refuse('invalid_query_parameter', wrong);
}

const isPositive = (text: string): boolean => /^[1-9]\d*$/.test(text);
