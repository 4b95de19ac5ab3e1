import { expect, test } from 'vitest';
import { playUndisturbed, playWithCrash } from './play.ts';
import { firstOfEachSort, titleOf, type WritePoint } from './write-points.ts';

/** Every point takes a few seconds, most of which is spent waiting. */
const atOnce = 5;

/** One failure may spoil others, and each of them takes its time: no more are begun. */
const mostFailures = 3;

/** Of all points. A test that meets fewer would say of writes that a crash was survived at them, and none had happened. */
const mostUnmet = 0.1;

const isWhole = process.env['CRASH_POINTS'] === 'all';

test(
  'an operator that is killed at any write, and started again, ends where one ends that was not',
  async () => {
    const { endState, points } = await playUndisturbed();
    const chosen = isWhole ? points : firstOfEachSort(points);
    say(`${points.length} points, of which ${chosen.length} are played`);
    for (const [kind, count] of countByKind(points)) say(`${count} × ${kind}`);
    const failures: string[] = [];
    const unmet: WritePoint[] = [];
    const waiting = chosen.values();
    const work = async (): Promise<void> => {
      for (const point of waiting) {
        if (failures.length >= mostFailures) return;
        await playWithCrash(point, endState)
          .then((met) => met === 'Unmet' && unmet.push(point))
          .catch((error: unknown) => failures.push(`${titleOf(point)}: ${String(error)}`));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    say(`${unmet.length} of them were not met: ${unmet.map(titleOf).join(', ') || 'none'}`);
    expect(failures).toEqual([]);
    // How many there are of a kind depends on what travels together, but there is always a first one.
    expect(unmet.filter(({ nth }) => nth === 1).map(titleOf)).toEqual([]);
    expect(unmet.length).toBeLessThanOrEqual(mostUnmet * chosen.length);
  },
  isWhole ? 1_800_000 : 360_000,
);

const say = (line: string): void => void process.stderr.write(`[crashes] ${line}\n`);

function countByKind(points: readonly WritePoint[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { kind } of points) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
