import { expect, test } from 'vitest';
import { TimeSlice, visitInSlices } from '../../src/runtime/time-slice.ts';
import { turnsDuring } from '../support/turns-during.ts';
import { workFor } from '../support/work-for.ts';

test('a slice of time is over after its length, and begins anew after a pause', async () => {
  const slice = new TimeSlice(200);
  expect(slice.isOver).toBe(false);
  workFor(300);
  expect(slice.isOver).toBe(true);
  await new Promise<void>((resolve) => slice.goOnLater(resolve));
  expect(slice.isOver).toBe(false);
});

test('who asks twice to go on goes on once', async () => {
  const slice = new TimeSlice();
  let times = 0;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  slice.goOnLater(() => (times += 1));
  slice.goOnLater(() => (times += 1));
  setImmediate(() => resolve(undefined));
  await promise;
  expect(times).toBe(1);
});

test('all are visited in order, and everything else has its turn meanwhile', async () => {
  const visited: number[] = [];
  const visit = (item: number): void => {
    workFor(20);
    visited.push(item);
  };
  const turns = await turnsDuring(async () => visitInSlices([1, 2, 3, 4, 5, 6], visit));
  expect(visited).toEqual([1, 2, 3, 4, 5, 6]);
  expect(turns).toBeGreaterThan(3);
});

test('what goes on because of a visit counts as a part of it', async () => {
  const visits = Array.from({ length: 6 }, () => Promise.withResolvers<undefined>());
  const far = visits.map(async ({ promise }) => {
    for (let hops = 0; hops < 10; hops += 1) await promise;
    workFor(20);
  });
  const turns = await turnsDuring(async () => {
    await visitInSlices(visits, async ({ resolve }) => resolve(undefined));
    await Promise.all(far);
  });
  expect(turns).toBeGreaterThan(3);
});
