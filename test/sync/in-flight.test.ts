import { describe, expect, test } from 'vitest';
import type { Lane } from '../../src/runtime/lane.ts';
import { InFlight } from '../../src/sync/in-flight.ts';

/** Two pushes a store, or a hundred bytes, and four turns. */
function bench(limits = { pushes: 2, turns: 4, keptForChanges: 0, bytes: 100 }) {
  const called: string[] = [];
  const inFlight = new InFlight(limits, (key) => called.push(key));
  const enter = (store: string, key: string, lane: Lane = 'Change') => inFlight.enter(store, { key, lane });
  return { inFlight, enter, called };
}

describe('a turn', () => {
  test('gets a place until there are as many as may be, each store for itself', () => {
    const { enter } = bench();
    const places = [enter('a', '1'), enter('a', '2'), enter('a', '3'), enter('b', '4')];
    expect(places.map((place) => place !== undefined)).toEqual([true, true, false, true]);
  });

  test('gets none while the others hold as many bytes as may be', () => {
    const { enter } = bench();
    const first = enter('a', '1');
    first?.hold(60);
    first?.hold(40);
    expect(enter('a', '2')).toBeUndefined();
    first?.leave();
    expect(enter('a', '2')).toBeDefined();
  });

  test('that has pushed makes room for another, until as many have still to tell what they did', () => {
    const { enter, called } = bench();
    const places = ['1', '2', '3', '4'].map((who) => {
      const place = enter('a', who);
      place?.hold(100);
      place?.pushed();
      return place;
    });
    expect(enter('a', '5')).toBeUndefined();
    expect(enter('a', '6')).toBeUndefined();
    expect(enter('b', '7')).toBeDefined();
    places[0]?.leave();
    expect(called).toEqual(['5']);
    places[1]?.leave();
    expect(called).toEqual(['5', '6']);
  });

  test('that has pushed calls nobody who would find no room', () => {
    const { enter, called } = bench({ pushes: 2, turns: 2, keptForChanges: 0, bytes: 100 });
    const first = enter('a', '1');
    enter('a', '2');
    enter('a', '3');
    first?.pushed();
    expect(called).toEqual([]);
    first?.leave();
    expect(called).toEqual(['3']);
  });

  test('that had none is called once one is free, in the order in which they came', () => {
    const { enter, called } = bench();
    const [one, two] = [enter('a', '1'), enter('a', '2')];
    enter('a', '3');
    enter('a', '4');
    expect(called).toEqual([]);
    one?.leave();
    expect(called).toEqual(['3']);
    two?.leave();
    expect(called).toEqual(['3', '4']);
  });

  test('that had none is called before all resyncs where it is for a change, however long they have waited', () => {
    const { enter, called } = bench();
    const one = enter('a', '1', 'Resync');
    enter('a', '2', 'Resync');
    for (let resync = 3; resync <= 1_000; resync += 1) enter('a', String(resync), 'Resync');
    enter('a', 'new', 'Change');
    one?.leave();
    expect(called).toEqual(['new']);
  });

  test('for a resync leaves some places to changes', () => {
    const { enter } = bench({ pushes: 5, turns: 9, keptForChanges: 2, bytes: 100 });
    const places = (lane: Lane) => [1, 2, 3, 4].map((who) => enter('a', String(who), lane) !== undefined);
    expect([places('Resync'), places('Change')]).toEqual([
      [true, true, true, false],
      [true, true, false, false],
    ]);
  });

  test('that had none is called at the latest by the last that leaves, though those called before did not come', () => {
    const { enter, called } = bench();
    const [one, two] = [enter('a', '1'), enter('a', '2')];
    for (const who of ['3', '4', '5', '6']) enter('a', who);
    one?.leave();
    two?.leave();
    expect(called).toEqual(['3', '4', '5', '6']);
  });

  test('that had none ten thousand times is called once', () => {
    const { inFlight, enter, called } = bench();
    const [one, two] = [enter('a', '1'), enter('a', '2')];
    for (let attempt = 1; attempt <= 10_000; attempt += 1) enter('a', '3', attempt % 2 === 0 ? 'Change' : 'Resync');
    expect(inFlight.parked).toBe(1);
    one?.leave();
    two?.leave();
    expect([called.length, called[0], inFlight.parked]).toEqual([1, '3', 0]);
  });

  test('that had none keeps its place in the row when it tries again', () => {
    const { enter, called } = bench();
    const one = enter('a', '1');
    for (const who of ['2', '3', '4', '3']) enter('a', who);
    one?.leave();
    expect(called).toEqual(['3']);
  });

  test('that had none, be it for a resync, is one of the changes from the first change on', () => {
    const { enter, called } = bench();
    const [one, two] = [enter('a', '1'), enter('a', '2')];
    for (const who of ['3', '4']) enter('a', who, 'Resync');
    enter('a', '4', 'Change');
    enter('a', '4', 'Resync');
    one?.leave();
    expect(called).toEqual(['4']);
    two?.leave();
    expect(called).toEqual(['4', '3']);
  });

  test('that has got a place before it was called is called no more, and another one is', () => {
    const { enter, called } = bench();
    const [one, two] = [enter('a', '1'), enter('a', '2')];
    for (const who of ['3', '3', '4', '5', '6']) enter('a', who);
    one?.leave();
    const [three, four] = [enter('a', '3'), enter('a', '4')];
    expect([three !== undefined, four]).toEqual([true, undefined]);
    three?.leave();
    const again = enter('a', '4');
    two?.leave();
    again?.leave();
    expect(called).toEqual(['3', '4', '5', '6']);
  });

  test('that has got a place at another store is not called by the first', () => {
    const { enter, called } = bench();
    const [one] = [enter('a', '1'), enter('a', '2')];
    for (const who of ['3', '4']) enter('a', who);
    enter('b', '3');
    one?.leave();
    expect(called).toEqual(['4']);
  });

  test('that had none and needs none any more is not called', () => {
    const { inFlight, enter, called } = bench();
    const one = enter('a', '1');
    for (const who of ['2', '3', '4']) enter('a', who);
    inFlight.forget('3');
    one?.leave();
    expect([called, inFlight.parked]).toEqual([['4'], 0]);
  });

  test('that is called by the last that leaves, and finds no place again, is called by that one no more', () => {
    const inFlight = new InFlight({ pushes: 1, turns: 1, keptForChanges: 0, bytes: 100 }, (key) => enter(key));
    const entered: string[] = [];
    const enter = (key: string) => {
      const place = inFlight.enter('a', { key, lane: 'Change' });
      if (place) entered.push(key);
      return place;
    };
    const one = enter('1');
    for (const key of ['2', '3', '4']) enter(key);
    one?.leave();
    expect([entered, inFlight.parked]).toEqual([['1', '2'], 2]);
  });
});
