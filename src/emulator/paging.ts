/** [spec] 20 a page unless asked otherwise, 100 at most. A larger wish is cut to 100 [inferred]. */
const defaultPerPage = 20;
export const maxPerPage = 100;

export type Page<T> = Readonly<{
  items: readonly T[];
  info: Readonly<{ count: number; page: number; per_page: number; total_count: number; total_pages: number }>;
}>;

export type Ordering<T> = Readonly<Record<string, (item: T) => string | number>>;

/** One page of the items; a page past the end is empty, not an error [live]. */
export function cutPage<T>(items: readonly T[], query: URLSearchParams): Page<T> {
  const perPage = Math.min(positiveInteger(query.get('per_page')) ?? defaultPerPage, maxPerPage);
  const page = positiveInteger(query.get('page')) ?? 1;
  const cut = items.slice((page - 1) * perPage, page * perPage);
  return {
    items: cut,
    info: {
      count: cut.length,
      page,
      per_page: perPage,
      total_count: items.length,
      total_pages: Math.ceil(items.length / perPage),
    },
  };
}

/** Sorted by `order` and `direction`: newest first unless asked otherwise [spec]; an unknown field counts as unsaid [inferred]. */
export function sortItems<T>(items: readonly T[], query: URLSearchParams, ordering: Ordering<T>): readonly T[] {
  const order = query.get('order') ?? 'created';
  const keyOf = (Object.hasOwn(ordering, order) ? ordering[order] : undefined) ?? ordering['created'];
  if (keyOf === undefined) return items;
  const sign = query.get('direction') === 'asc' ? 1 : -1;
  return items.toSorted((left, right) => sign * compare(keyOf(left), keyOf(right)));
}

function compare(left: string | number, right: string | number): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** What is not a positive whole number counts as unsaid [inferred]. */
function positiveInteger(text: string | null): number | undefined {
  const number = Number(text);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}
