import { expect, test } from 'vitest';
import type { Lane } from '../../src/runtime/lane.ts';
import { OneByOne } from '../../src/runtime/one-by-one.ts';
import { turnsDuring } from '../support/turns-during.ts';
import { workFor } from '../support/work-for.ts';

test('those who have come at one moment go on in that order, and everything else has its turn meanwhile', async () => {
  const oneByOne = new OneByOne();
  const gone: number[] = [];
  const goOn = async (number: number): Promise<void> => {
    await oneByOne.next('Change');
    workFor(20);
    gone.push(number);
  };
  const turns = await turnsDuring(async () => Promise.all([1, 2, 3, 4, 5, 6].map(goOn)));
  expect(gone).toEqual([1, 2, 3, 4, 5, 6]);
  expect(turns).toBeGreaterThan(3);
});

/** Who has gone on, in order. */
function start() {
  const oneByOne = new OneByOne();
  const gone: string[] = [];
  const goOn = async (name: string, lane: Lane = 'Change'): Promise<void> => {
    await oneByOne.next(lane);
    gone.push(name);
  };
  return { gone, goOn };
}

test('a change goes before all resyncs that have not gone yet', async () => {
  const { gone, goOn } = start();
  await Promise.all([goOn('a', 'Resync'), goOn('b', 'Resync'), goOn('c', 'Resync'), goOn('changed')]);
  expect(gone).toEqual(['a', 'changed', 'b', 'c']);
});

test('who comes while others go on is among them, and who comes when all are gone goes at once', async () => {
  const { gone, goOn } = start();
  const later: Promise<void>[] = [];
  const first = goOn('first').then(() => void later.push(goOn('meanwhile')));
  await Promise.all([first, goOn('second')]);
  await Promise.all(later);
  await goOn('afterwards');
  expect(gone.toSorted()).toEqual(['afterwards', 'first', 'meanwhile', 'second']);
});
