import type { CloudflareFailure } from '../core/cloudflare-failure.ts';
import { failed, success, type Result } from '../core/result.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './call.ts';
import type { Envelope } from './envelope.ts';

/** The most that Cloudflare accepts. */
const perPage = 100;

/** 10,000 entries: a server that never says the end must not hold us for ever. */
const mostPages = 100;

export interface List<T extends { readonly id: string }> {
  readonly path: string;
  readonly parse: (result: unknown) => readonly T[] | undefined;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly isLast: boolean;
}

/**
 * Every page of a list, oldest entry first: what is created meanwhile then comes at the end, and moves nothing. An entry that
 * two pages show counts once. Fails as a whole when one page fails, or when there is no end after 10,000 entries.
 */
export async function listAll<T extends { readonly id: string }>(
  call: Caller,
  list: List<T>,
  options: CallOptions,
): Promise<Result<readonly T[], CloudflareFailure>> {
  const byId = new Map<string, T>();
  for (let page = 1; page <= mostPages; page += 1) {
    const query = `page=${page}&per_page=${perPage}&order=created&direction=asc`;
    const answer = await call(
      { method: 'GET', path: `${list.path}?${query}`, parse: (envelope) => parsePage(envelope, page, list.parse) },
      options,
    );
    if (!answer.ok) return answer;
    for (const item of answer.value.items) byId.set(item.id, item);
    if (answer.value.isLast) return success([...byId.values()]);
  }
  return failed({ kind: 'Unavailable', detail: 'a list without end', processed: 'No' });
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
  return { items, isLast: items.length === 0 || items.length < fullPage || isNumberedLast };
}
