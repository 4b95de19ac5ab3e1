import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Caller } from '../../src/cloudflare/call.ts';
import { emptyEnvelope } from '../../src/cloudflare/envelope.ts';
import { listAll } from '../../src/cloudflare/pages.ts';
import { failed, success } from '../../src/core/result.ts';
import { ChangingStore } from './changing-list.ts';
import { change } from './test-edge.ts';

const perPage = 3;

interface World {
  readonly count: number;
  readonly isTotalTold: boolean;
  /** What happens before each request: deletions at these places, then so many creations. */
  readonly turns: readonly { readonly deletions: readonly number[]; readonly creations: number }[];
}

const turns = (deletions: fc.Arbitrary<readonly number[]>, creations: fc.Arbitrary<number>) =>
  fc.array(fc.record({ deletions, creations }), { maxLength: 12 });
const someDeletions = fc.array(fc.nat(14), { maxLength: 4 });
const worldsOf = (worldTurns: ReturnType<typeof turns>) =>
  fc.record({ count: fc.nat(15), isTotalTold: fc.boolean(), turns: worldTurns });

const list = {
  operation: 'secrets.list' as const,
  path: '/list',
  parse: (result: unknown) => (result as readonly number[]).map((id) => ({ id: String(id) })),
};

async function listIn({ count, isTotalTold, turns }: World) {
  const store = new ChangingStore(count);
  let requests = 0;
  const call: Caller = async ({ path, parse }) => {
    const { deletions, creations } = turns[requests] ?? { deletions: [], creations: 0 };
    requests += 1;
    for (const place of deletions) store.deleteAt(place);
    store.create(creations);
    const page = Number(new URLSearchParams(path.split('?')[1]).get('page'));
    const value = parse({
      ...emptyEnvelope,
      result: store.page(page, perPage),
      perPage,
      totalCount: isTotalTold ? store.ids.length : undefined,
    });
    return value === undefined ? failed({ kind: 'Aborted' }) : success(value);
  };
  const listed = await listAll(call, list, change);
  const ids = listed.ok ? listed.value.map(({ id }) => Number(id)) : undefined;
  return { ids, throughout: store.ids.filter((id) => id <= count), requests };
}

it('a list shows all that was there throughout, once and oldest first, or fails, whatever others do meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(worldsOf(turns(someDeletions, fc.nat(4))), async (world) => {
      const { ids, throughout } = await listIn(world);
      if (ids === undefined) return;
      expect(ids.filter((id) => throughout.includes(id))).toEqual(throughout);
      expect(new Set(ids).size).toBe(ids.length);
    }),
    { numRuns: 2000 },
  );
});

it.each([
  ['deletions', turns(someDeletions, fc.constant(0))],
  ['creations', turns(fc.constant([]), fc.nat(4))],
])('a list never fails nor begins again for %s alone', async (_, worldTurns) => {
  await fc.assert(
    fc.asyncProperty(worldsOf(worldTurns), async (world) => {
      const { ids, throughout, requests } = await listIn(world);
      expect(ids).toEqual(expect.arrayContaining(throughout));
      const mostEntries = world.count + world.turns.reduce((sum, { creations }) => sum + creations, 0);
      expect(requests).toBeLessThanOrEqual(2 * (Math.floor(mostEntries / perPage) + 1));
    }),
    { numRuns: 1000 },
  );
});
