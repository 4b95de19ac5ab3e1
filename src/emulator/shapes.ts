import { formatStamp } from './clock.ts';
import type { Moment } from './moment.ts';
import type { Page } from './paging.ts';
import type { Secret, Store } from './state.ts';

type Shape = Moment['settings']['optionalFields'];

/** [spec] Everything but the value, which no answer of the API ever holds. */
export function showSecret(secret: Secret, shape: Shape = 'all') {
  const { id, name, storeId, status, comment, scopes, created, modified } = secret;
  return {
    id,
    name,
    store_id: storeId,
    status,
    ...(comment === null && shape === 'fewest' ? {} : { comment }),
    scopes,
    created: formatStamp(created),
    modified: formatStamp(modified),
  };
}

/** [spec] */
export const showStore = ({ id, name, created, modified, accountId }: Store, shape: Shape) => ({
  id,
  name,
  created: formatStamp(created),
  modified: formatStamp(modified),
  ...(shape === 'fewest' ? {} : { account_id: accountId }),
});

/** [spec] `total_pages` may be missing: a client stops at a page that is not full. */
export function showPageInfo({ total_pages, ...rest }: Page<unknown>['info'], shape: Shape) {
  return shape === 'fewest' ? rest : { ...rest, total_pages };
}
