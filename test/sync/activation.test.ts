import { describe, expect, test } from 'vitest';
import { Activation } from '../../src/sync/activation.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** A clock that the test turns in small steps, so that what a look has to say is heard before the next. */
function virtualClock() {
  const clock = new ManualClock();
  const advance = async (ms: number): Promise<void> => {
    for (let passedMs = 0; passedMs < ms; passedMs += 50) {
      clock.advance(50);
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    }
  };
  return { clock, advance };
}

describe('Activation', () => {
  test('looks soon, then ever less often, until nothing is pending', async () => {
    const { clock, advance } = virtualClock();
    const looks: number[] = [];
    const activation = new Activation(clock, async () => {
      looks.push(clock.nowMs());
      return looks.length < 5;
    });
    const beganMs = clock.nowMs();
    activation.expect('store');
    await advance(120_000);
    expect(looks).toHaveLength(5);
    const gaps = looks.map((at, index) => at - (looks[index - 1] ?? beganMs));
    expect(gaps[0]).toBeLessThanOrEqual(500);
    expect(gaps[4]).toBeGreaterThanOrEqual(4_000);
  });

  test('looks once for all who are waiting, soon after the last of them has come', async () => {
    const { clock, advance } = virtualClock();
    let looks = 0;
    const activation = new Activation(clock, async () => {
      looks += 1;
      return false;
    });
    for (let resource = 0; resource < 100; resource += 1) activation.expect('store');
    await advance(60_000);
    expect(looks).toBe(1);
  });

  test('looks no more once it is stopped', async () => {
    const { clock, advance } = virtualClock();
    let looks = 0;
    const activation = new Activation(clock, async () => {
      looks += 1;
      return true;
    });
    activation.expect('store');
    activation.stop();
    await advance(60_000);
    expect(looks).toBe(0);
  });

  test('goes on after a look that failed', async () => {
    const { clock, advance } = virtualClock();
    let looks = 0;
    const activation = new Activation(clock, async () => {
      looks += 1;
      if (looks === 1) throw new Error('a bug');
      return false;
    });
    activation.expect('store');
    await advance(60_000);
    expect(looks).toBe(2);
  });

  test('expects nothing more once it is stopped, so that the process can end', async () => {
    const { clock, advance } = virtualClock();
    let looks = 0;
    const activation = new Activation(clock, async () => {
      looks += 1;
      return true;
    });
    activation.stop();
    activation.expect('store');
    await advance(60_000);
    expect(looks).toBe(0);
  });

  test('is not put off by those who keep coming', async () => {
    const { clock, advance } = virtualClock();
    let looks = 0;
    const activation = new Activation(clock, async () => {
      looks += 1;
      return true;
    });
    for (let write = 0; write < 100; write += 1) {
      activation.expect('store');
      await advance(100);
    }
    expect(looks).toBeGreaterThanOrEqual(10);
  });

  test('looks soon again for a write that comes when others have waited for long', async () => {
    const { clock, advance } = virtualClock();
    const looks: number[] = [];
    const activation = new Activation(clock, async () => {
      looks.push(clock.nowMs());
      return true;
    });
    activation.expect('store');
    await advance(60_000);
    const before = looks.length;
    activation.expect('store');
    await advance(2_000);
    expect(looks.length).toBeGreaterThan(before + 1);
  });
});

/** Looks that the test counts, each of which finds what it is told to find. */
function looking(isPending: () => boolean = () => false) {
  const { clock, advance } = virtualClock();
  const looks: number[] = [];
  const activation = new Activation(clock, async () => {
    looks.push(clock.nowMs());
    return isPending();
  });
  return { clock, advance, looks, activation };
}

describe('whoever waits for the next look', () => {
  test('has it come, and is told when it is over', async () => {
    const { advance, looks, activation } = looking();
    const told = activation.nextLook('store', []);
    expect(activation.isAwaited('store')).toBe(true);
    await advance(500);
    expect(await told).toBe(true);
    expect([looks.length, activation.isAwaited('store')]).toEqual([1, false]);
  });

  test('shares it with all others', async () => {
    const { advance, looks, activation } = looking();
    const told = Promise.all(Array.from({ length: 100 }, async () => activation.nextLook('store', [])));
    await advance(500);
    expect((await told).every(Boolean)).toBe(true);
    expect(looks).toHaveLength(1);
  });

  test('waits no longer than its signal', async () => {
    const { activation } = looking();
    const { signal, abort } = abortable();
    const told = activation.nextLook('store', [signal]);
    abort();
    expect(await told).toBe(false);
    expect(activation.isAwaited('store')).toBe(false);
  });

  test('does not begin to wait when its signal is aborted', async () => {
    const { activation } = looking();
    expect(await activation.nextLook('store', [AbortSignal.abort()])).toBe(false);
  });

  test('is sent away when the looking ends', async () => {
    const { activation } = looking();
    const told = activation.nextLook('store', []);
    activation.stop();
    expect(await told).toBe(false);
    expect(await activation.nextLook('store', [])).toBe(false);
  });

  test('is told of looks that are a second apart at least', async () => {
    const { advance, looks, activation } = looking();
    for (let look = 0; look < 5; look += 1) {
      const told = activation.nextLook('store', []);
      await advance(1_500);
      await told;
    }
    const gaps = looks.slice(1).map((at, index) => at - (looks[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
  });
});

function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
