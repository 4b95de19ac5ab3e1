import { expect, test } from 'vitest';
import { OneByOne } from '../../src/runtime/one-by-one.ts';
import { workFor } from '../support/work-for.ts';

test('those who have come at one moment go on in that order, and everything else has its turn meanwhile', async () => {
  const oneByOne = new OneByOne();
  const gone: number[] = [];
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  const all = [1, 2, 3, 4, 5, 6].map(async (number) => {
    await oneByOne.turn();
    workFor(20);
    gone.push(number);
  });
  await Promise.all(all);
  clearInterval(timer);
  expect(gone).toEqual([1, 2, 3, 4, 5, 6]);
  expect(turns).toBeGreaterThan(3);
});

test('who comes while others go on has a turn as well, and so has who comes when all are gone', async () => {
  const oneByOne = new OneByOne();
  const gone: string[] = [];
  const goOn = async (name: string): Promise<void> => {
    await oneByOne.turn();
    gone.push(name);
  };
  const later: Promise<void>[] = [];
  const first = goOn('first').then(() => void later.push(goOn('meanwhile')));
  await Promise.all([first, goOn('second')]);
  await Promise.all(later);
  await goOn('afterwards');
  expect(gone.toSorted()).toEqual(['afterwards', 'first', 'meanwhile', 'second']);
});
