import { describe, expect, test } from 'vitest';
import { Activation } from '../../src/sync/activation.ts';
import type { Clock } from '../../src/runtime/clock.ts';

/** Time that stands until it is told to go on. */
function virtualClock() {
  let nowMs = 0;
  const timers = new Set<{ dueMs: number; run: () => void }>();
  const clock: Clock = {
    nowMs: () => nowMs,
    setTimer: (delayMs, run) => {
      const timer = { dueMs: nowMs + delayMs, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  };
  const advance = async (ms: number): Promise<void> => {
    const untilMs = nowMs + ms;
    for (;;) {
      const [next] = [...timers].toSorted((a, b) => a.dueMs - b.dueMs);
      if (next === undefined || next.dueMs > untilMs) break;
      timers.delete(next);
      nowMs = next.dueMs;
      next.run();
      await Promise.resolve();
      await Promise.resolve();
    }
    nowMs = untilMs;
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
    activation.expect('store');
    await advance(120_000);
    expect(looks).toHaveLength(5);
    const gaps = looks.map((at, index) => at - (looks[index - 1] ?? 0));
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
