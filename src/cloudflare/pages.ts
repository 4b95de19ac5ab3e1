import type { CloudflareFailure } from '../core/cloudflare-failure.ts';
import { failed, success, type Result } from '../core/result.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './call.ts';
import type { Operation } from './call-report.ts';
import type { Envelope } from './envelope.ts';

/** The most that Cloudflare accepts. */
const perPage = 100;

/** 10,000 entries: a server that never says the end must not hold us for ever. */
const mostPages = 100;

/** How often a list is read whose pages do not show all that they count. */
const mostReadings = 3;

export interface List<T extends { readonly id: string }> {
  readonly operation: Operation;
  readonly path: string;
  readonly parse: (result: unknown) => readonly T[] | undefined;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly isLast: boolean;
  /** How many entries the whole list has, where the answer says so. */
  readonly total: number | undefined;
}

type Answer<T> = Result<T, CloudflareFailure>;
type Read<T> = (page: number) => Promise<Answer<Page<T>>>;

const withoutEnd: CloudflareFailure = { kind: 'Unavailable', detail: 'a list without end', processed: 'No' };
const tooFew: CloudflareFailure = {
  kind: 'Unavailable',
  detail: 'pages that show fewer than their total',
  processed: 'No',
};

/**
 * Every entry of a list, oldest first, whatever others create and delete meanwhile; one that is created or deleted meanwhile
 * may show or not. A list of one page is one call, a list of n pages n + 1, or 2n - 1 where no total is told.
 *
 * Fails as a whole when one page fails, when there is no end after 10,000 entries, and when three readings in a row are not
 * whole. What cannot be seen is told at isWhole.
 */
export async function listAll<T extends { readonly id: string }>(
  call: Caller,
  list: List<T>,
  options: CallOptions,
): Promise<Answer<readonly T[]>> {
  const read: Read<T> = (page) => {
    const path = `${list.path}?page=${page}&per_page=${perPage}&order=created&direction=asc`;
    const parse = (envelope: Envelope): Page<T> | undefined => parsePage(envelope, page, list.parse);
    return call({ operation: list.operation, method: 'GET', path, parse }, options);
  };
  for (let reading = 1; reading <= mostReadings; reading += 1) {
    const pages = await readPages(read);
    if (!pages.ok) return pages;
    const items = eachOnce(pages.value.flatMap((page) => page.items));
    if (isWhole(items.length, pages.value)) return success(items);
  }
  return failed(tooFew);
}

/**
 * The pages in their order, but read from the last to the first. Sorted by creation, an entry can only move towards the
 * first page, when an older one is deleted: read forwards, it would slip from a page to come to one that is behind us; read
 * backwards, it is met twice at worst. The other way moves only what is younger than an entry that replicas show late: for
 * the seconds of their lag, an entry about as young may slip behind us, and nobody can see that.
 */
async function readPages<T>(read: Read<T>): Promise<Answer<readonly Page<T>[]>> {
  const first = await read(1);
  if (!first.ok) return first;
  if (first.value.isLast) return success([first.value]);
  const end = await findEnd(read, first.value);
  if (!end.ok) return end;
  const pages = [end.value.page];
  for (let number = end.value.number - 1; number >= 1; number -= 1) {
    const page = await read(number);
    if (!page.ok) return page;
    pages.unshift(page.value);
  }
  return success(pages);
}

/** The last page: looked for from where the total says that it is, and from the second one on where there is no total. */
async function findEnd<T>(
  read: Read<T>,
  { items, total = 0 }: Page<T>,
): Promise<Answer<{ readonly number: number; readonly page: Page<T> }>> {
  for (let number = Math.max(2, Math.ceil(total / items.length)); number <= mostPages; number += 1) {
    const page = await read(number);
    if (!page.ok) return page;
    if (page.value.isLast) return success({ number, page: page.value });
  }
  return failed(withoutEnd);
}

/**
 * Whether pages show as many entries as the list had at the least while they were read. A net below readPages: a server may
 * sort entries of one time, as a bulk create makes them, another way for each page, and then one shows twice and another
 * never. Nobody can see that where no total is told, nor where as many entries show that are deleted by now or were created
 * meanwhile. A deletion and a creation during one reading may look the same; either alone never does.
 */
const isWhole = (count: number, pages: readonly Page<unknown>[]): boolean =>
  pages.length === 1 || pages.some(({ total = 0 }) => count >= total);

/** Of an entry that two pages show, the one of the page with the smaller number: it was read later. */
function eachOnce<T extends { readonly id: string }>(items: readonly T[]): readonly T[] {
  const byId = new Map<string, T>();
  for (const item of items) if (!byId.has(item.id)) byId.set(item.id, item);
  return [...byId.values()];
}

/** The last page is one that is not full, or that the answer numbers as the last; `total_pages` may be missing. */
function parsePage<T>(
  envelope: Envelope,
  page: number,
  parse: (result: unknown) => readonly T[] | undefined,
): Page<T> | undefined {
  const items = parse(envelope.result);
  if (items === undefined) return undefined;
  const fullPage = Math.min(perPage, envelope.perPage ?? perPage);
  const isNumberedLast = envelope.totalPages !== undefined && envelope.totalPages > 0 && page >= envelope.totalPages;
  const isLast = items.length === 0 || items.length < fullPage || isNumberedLast;
  return { items, isLast, total: envelope.totalCount };
}
