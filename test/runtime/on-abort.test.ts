import { describe, expect, test } from 'vitest';
import { onAbort } from '../../src/runtime/on-abort.ts';

describe('a callback', () => {
  test('is called once when the signal is aborted, in the order in which they came', () => {
    const called: string[] = [];
    const controller = new AbortController();
    onAbort(controller.signal, () => called.push('first'));
    onAbort(controller.signal, () => called.push('second'));
    expect(called).toEqual([]);
    controller.abort();
    controller.abort();
    expect(called).toEqual(['first', 'second']);
  });

  test('is called at once for a signal that is aborted already', () => {
    const called: string[] = [];
    onAbort(AbortSignal.abort(), () => called.push('only'));
    expect(called).toEqual(['only']);
  });

  test('that is taken back is not called, though another takes it back', () => {
    const called: string[] = [];
    const controller = new AbortController();
    const takeBack = onAbort(controller.signal, () => called.push('first'));
    takeBack();
    onAbort(controller.signal, () => takeSecondBack());
    const takeSecondBack = onAbort(controller.signal, () => called.push('second'));
    controller.abort();
    expect(called).toEqual([]);
  });
});

test('ten thousand who listen for a moment do not slow each other down', () => {
  const { signal } = new AbortController();
  const begunMs = performance.now();
  const takeBack = Array.from({ length: 10_000 }, () => onAbort(signal, () => undefined));
  for (const one of takeBack) one();
  // With a listener each it takes a second and more.
  expect(performance.now() - begunMs).toBeLessThan(200);
});
