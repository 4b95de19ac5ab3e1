import { describe, expect, it } from 'vitest';
import type { ListSecretsOptions } from '../../src/cloudflare/call-options.ts';
import { StoreSnapshot } from '../../src/cloudflare/snapshot.ts';
import type { CloudflareFailure } from '../../src/core/cloudflare-failure.ts';
import { secretId } from '../../src/core/ids.ts';
import type { RemoteSecret } from '../../src/core/remote-secret.ts';
import { failed, success, type Result } from '../../src/core/result.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { instant, remoteSecret } from './remote-secrets.ts';
import { change, resync, turn } from './test-edge.ts';

type Listed = Result<readonly RemoteSecret[], CloudflareFailure>;

const taken = { ok: true, value: undefined };
const unavailable: CloudflareFailure = { kind: 'Unavailable', detail: 'HTTP 503', processed: 'No' };

/** A snapshot whose listings land when the test says so, in the order in which they began. */
function startSnapshot() {
  const clock = new ManualClock();
  const flights: { readonly options: ListSecretsOptions; readonly land: (listed: Listed) => void }[] = [];
  const lifetime = new AbortController();
  const snapshot = new StoreSnapshot({
    list: (options) => new Promise((land) => flights.push({ options, land })),
    clock,
    signal: lifetime.signal,
  });
  const land = (index: number, ...secrets: readonly RemoteSecret[]): void => flights[index]?.land(success(secrets));
  return { clock, flights, land, lifetime, snapshot };
}

describe('taking a snapshot', () => {
  it('shows what the listing showed, by name and by id', async () => {
    const { land, snapshot, clock } = startSnapshot();
    const taking = snapshot.take(change);
    expect([snapshot.isTaken, snapshot.takenAt, snapshot.all()]).toEqual([false, undefined, []]);
    const beganAt = clock.nowMs();
    clock.advance(500);
    land(0, remoteSecret('A'), remoteSecret('B'));
    expect(await taking).toEqual(taken);
    expect([snapshot.isTaken, snapshot.takenAt]).toEqual([true, beganAt]);
    expect(snapshot.byName('A')).toEqual(remoteSecret('A'));
    expect(snapshot.byId(secretId('b'))).toEqual(remoteSecret('B'));
    expect([snapshot.byName('C'), snapshot.byId(secretId('c'))]).toEqual([undefined, undefined]);
    expect(snapshot.all()).toHaveLength(2);
  });

  it('is one listing for all who ask at the same time', async () => {
    const { flights, land, snapshot } = startSnapshot();
    const all = [snapshot.take(resync), snapshot.take(change), snapshot.take(change)];
    expect(flights).toHaveLength(1);
    land(0);
    expect(await Promise.all(all)).toEqual([taken, taken, taken]);
    const next = snapshot.take(change);
    expect(flights).toHaveLength(2);
    land(1);
    await next;
  });

  it('asks in the lane of who began it', () => {
    const { flights, snapshot } = startSnapshot();
    void snapshot.take(resync);
    expect(flights[0]?.options.lane).toBe('Resync');
  });

  it('says what is known, so that what has not changed need not be held anew', async () => {
    const { flights, land, snapshot } = startSnapshot();
    const first = snapshot.take(change);
    land(0, remoteSecret('A'));
    await first;
    void snapshot.take(change);
    expect(flights[1]?.options.known?.get(secretId('a'))).toBe(snapshot.byName('A'));
  });

  it('leaves everything as it was when it fails', async () => {
    const { flights, land, snapshot } = startSnapshot();
    const first = snapshot.take(change);
    land(0, remoteSecret('A'));
    await first;
    const second = snapshot.take(change);
    flights[1]?.land(failed(unavailable));
    expect(await second).toEqual({ ok: false, failure: unavailable });
    expect([snapshot.isTaken, snapshot.all().length]).toEqual([true, 1]);
  });

  it('ends one caller’s wait by that caller’s signal, and the listing goes on for the others', async () => {
    const { flights, land, lifetime, snapshot } = startSnapshot();
    const controller = new AbortController();
    const impatient = snapshot.take({ lane: 'Change', signal: controller.signal });
    const patient = snapshot.take(change);
    controller.abort();
    expect(await impatient).toEqual({ ok: false, failure: { kind: 'Aborted' } });
    expect(flights[0]?.options.signal).toBe(lifetime.signal);
    land(0);
    expect(await patient).toEqual(taken);
  });

  it('is not begun for a signal that is aborted', async () => {
    const { flights, snapshot } = startSnapshot();
    const answer = await snapshot.take({ lane: 'Change', signal: AbortSignal.abort() });
    expect(answer).toEqual({ ok: false, failure: { kind: 'Aborted' } });
    expect(flights).toEqual([]);
  });
});

describe('retaking a snapshot', () => {
  it('waits for a listing that begins after the call, and shares it', async () => {
    const { flights, land, snapshot } = startSnapshot();
    const early = snapshot.take(change);
    const late = [snapshot.retake(change), snapshot.retake(change)];
    land(0);
    await early;
    await turn();
    expect(flights).toHaveLength(2);
    land(1, remoteSecret('A'));
    expect(await Promise.all(late)).toEqual([taken, taken]);
    expect(snapshot.byName('A')).toBeDefined();
    expect(flights).toHaveLength(2);
  });

  it('does so each time', async () => {
    const { flights, land, snapshot } = startSnapshot();
    for (const round of [0, 1]) {
      const early = snapshot.take(change);
      const late = snapshot.retake(change);
      land(2 * round);
      await early;
      await turn();
      land(2 * round + 1);
      expect(await late).toEqual(taken);
    }
    expect(flights).toHaveLength(4);
  });

  it('survives a mistake in the listing before it', async () => {
    const listings = [() => Promise.reject(new Error('a mistake'))];
    const list = async () => (await listings.shift()?.()) ?? success([]);
    const snapshot = new StoreSnapshot({ list, clock: new ManualClock(), signal: change.signal });
    const first = snapshot.take(change);
    const second = snapshot.retake(change);
    await expect(first).rejects.toThrow('a mistake');
    expect(await second).toEqual(taken);
  });

  it('does so as well when the listing before it failed', async () => {
    const { flights, land, snapshot } = startSnapshot();
    void snapshot.take(change);
    const late = snapshot.retake(change);
    flights[0]?.land(failed(unavailable));
    await turn();
    land(1);
    expect(await late).toEqual(taken);
  });

  it('lists at once when nothing is on its way', async () => {
    const { land, snapshot } = startSnapshot();
    const now = snapshot.retake(change);
    land(0);
    expect(await now).toEqual(taken);
  });
});

describe('a doubt', () => {
  it('lasts until a listing that began after it', async () => {
    const { land, snapshot } = startSnapshot();
    const before = snapshot.take(change);
    snapshot.distrust();
    land(0);
    await before;
    expect(snapshot.isTaken).toBe(false);
    const after = snapshot.take(change);
    land(1);
    await after;
    expect(snapshot.isTaken).toBe(true);
  });
});

describe('a write of ours', () => {
  it('shows at once', async () => {
    const { land, snapshot } = startSnapshot();
    const taking = snapshot.take(change);
    land(0, remoteSecret('A'));
    await taking;
    snapshot.recordWritten(remoteSecret('B'));
    expect(snapshot.byName('B')).toEqual(remoteSecret('B'));
    snapshot.recordDeleted(secretId('a'));
    expect(snapshot.byName('A')).toBeUndefined();
    expect(snapshot.all()).toEqual([remoteSecret('B')]);
  });

  it('is not undone by a listing that began before it, or soon after it', async () => {
    const { clock, land, snapshot } = startSnapshot();
    const during = snapshot.take(change);
    snapshot.recordWritten(remoteSecret('NEW'));
    snapshot.recordDeleted(secretId('old'));
    land(0, remoteSecret('OLD'));
    await during;
    clock.advance(9999);
    const soonAfter = snapshot.take(change);
    land(1, remoteSecret('OLD'));
    await soonAfter;
    expect(snapshot.all()).toEqual([remoteSecret('NEW')]);
  });

  it('keeps what a listing has shown of it since, though the next one lags behind', async () => {
    const { land, snapshot } = startSnapshot();
    snapshot.recordWritten(remoteSecret('A', { status: 'pending', modified: instant(1) }));
    const active = remoteSecret('A', { status: 'active', modified: instant(2) });
    const first = snapshot.take(change);
    land(0, active);
    await first;
    const lagging = snapshot.take(change);
    land(1);
    await lagging;
    expect(snapshot.byName('A')).toEqual(active);
  });

  it('is remembered no longer than a listing may lack it, though listings fail for long', async () => {
    const { clock, flights, snapshot } = startSnapshot();
    for (let second = 0; second < 1_000; second += 1) {
      const taking = snapshot.take(change);
      flights.at(-1)?.land(failed(unavailable));
      await taking;
      snapshot.recordWritten(remoteSecret(`NAME_${second}`));
      snapshot.recordDeleted(secretId(`name_${second}`));
      clock.advance(1_000);
    }
    expect(snapshot.unsettledWrites).toBe(10);
  });

  it('is remembered for a listing that began before it, however long that takes', async () => {
    const { clock, land, snapshot } = startSnapshot();
    const slow = snapshot.take(change);
    snapshot.recordDeleted(secretId('old'));
    clock.advance(60_000);
    snapshot.recordDeleted(secretId('other'));
    land(0, remoteSecret('OLD'), remoteSecret('OTHER'));
    await slow;
    expect(snapshot.all()).toEqual([]);
  });

  it('gives way to a listing that comes later', async () => {
    const { clock, land, snapshot } = startSnapshot();
    snapshot.recordWritten(remoteSecret('NEW'));
    clock.advance(10_000);
    const later = snapshot.take(change);
    land(0, remoteSecret('OLD'));
    await later;
    expect(snapshot.all()).toEqual([remoteSecret('OLD')]);
  });

  it('does not put back what a listing has shown since', async () => {
    const { land, snapshot } = startSnapshot();
    const taking = snapshot.take(change);
    const active = remoteSecret('A', { status: 'active', modified: instant(2000) });
    land(0, active);
    await taking;
    snapshot.recordWritten(remoteSecret('A', { status: 'pending', modified: instant(1000) }));
    expect(snapshot.byName('A')).toEqual(active);
  });
});

it('of two secrets of one name the one that changed last is shown', async () => {
  const { land, snapshot } = startSnapshot();
  const taking = snapshot.take(change);
  const old = remoteSecret('A', { id: secretId('1'), modified: instant(1) });
  const replacement = remoteSecret('A', { id: secretId('2'), modified: instant(2) });
  land(0, replacement, old);
  await taking;
  expect(snapshot.byName('A')).toEqual(replacement);
});

it('what we write is shown by name as by id, though its time stands still, and the other one of its name once it is deleted', async () => {
  const { land, snapshot } = startSnapshot();
  const taking = snapshot.take(change);
  const [first, second] = [remoteSecret('A'), remoteSecret('A', { id: secretId('2'), modified: instant(1) })];
  land(0, first, second);
  await taking;
  expect(snapshot.byName('A')).toEqual(second);
  const written = { ...second, comment: 'ours' };
  snapshot.recordWritten(written);
  expect([snapshot.byName('A'), snapshot.byId(second.id)]).toEqual([written, written]);
  snapshot.recordDeleted(second.id);
  expect(snapshot.byName('A')).toEqual(first);
});

describe('what was created unrecorded', () => {
  it('shows for certain once a listing has begun that is later than the lag after our beginning', async () => {
    const { clock, land, snapshot } = startSnapshot();
    expect(snapshot.blindForMs).toBe(10_000);
    const first = snapshot.take(change);
    land(0);
    await first;
    clock.advance(4_000);
    expect(snapshot.blindForMs).toBe(6_000);
    clock.advance(6_000);
    expect(snapshot.blindForMs).toBe(0);
    const second = snapshot.take(change);
    land(1);
    await second;
    expect(snapshot.blindForMs).toBeUndefined();
  });

  it('may be missing again after a write in doubt', async () => {
    const { clock, land, snapshot } = startSnapshot();
    clock.advance(10_000);
    const taking = snapshot.take(change);
    land(0);
    await taking;
    expect(snapshot.blindForMs).toBeUndefined();
    snapshot.distrust();
    expect(snapshot.blindForMs).toBe(10_000);
  });
});
