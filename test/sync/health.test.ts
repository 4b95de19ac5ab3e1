import { describe, expect, test } from 'vitest';
import { healthOf } from '../../src/sync/health.ts';
import type { Standing } from '../../src/sync/standing.ts';
import type { WatchStanding } from '../../src/sync/watch-standing.ts';

const watch = (kind: WatchStanding['kind'], standing: Partial<WatchStanding> = {}): WatchStanding => ({
  kind,
  isListed: true,
  silentMs: 1_000,
  longestMs: 605_000,
  restarts: 0,
  failures: 0,
  missed: 0,
  ...standing,
});

type Leadership = ReturnType<Standing['leadership']>;

const healthWith = (watches: readonly WatchStanding[], isStopping = false, leadership: Leadership = 'Leads') =>
  healthOf({ standing: { watches: () => watches, leadership: () => leadership }, isStopping });

describe('an operator', () => {
  test('is live, and neither started nor ready, until its watches have begun', () => {
    const missing = ["the API server has not yet told the cluster's name"];
    expect(healthOf({ standing: undefined, isStopping: false })).toEqual({
      livez: [],
      readyz: missing,
      startupz: missing,
    });
  });

  test('is started once they have, and ready once each has been listed; those that have not are named', () => {
    const watches = [
      watch('SecretsStoreSecret', { isListed: false }),
      watch('SecretsStore'),
      watch('Secret', { isListed: false }),
    ];
    expect(healthWith(watches)).toEqual({
      livez: [],
      readyz: ['the API server has not yet listed SecretsStoreSecret, Secret'],
      startupz: [],
    });
    expect(healthWith([watch('Secret')]).readyz).toEqual([]);
  });

  test('stays ready when a store makes it watch namespaces', () => {
    expect(healthWith([watch('Secret'), watch('Namespace', { isListed: false })]).readyz).toEqual([]);
  });

  test('is not ready any more when it is being stopped, and lives on until it has', () => {
    expect(healthWith([watch('Secret')], true)).toEqual({ livez: [], readyz: ['it is being stopped'], startupz: [] });
  });
});

describe('of several operators', () => {
  test.each(['StandsBy', 'Leads'] as const)('one that %s is live and ready', (leadership) => {
    expect(healthWith([watch('Secret')], false, leadership)).toEqual({ livez: [], readyz: [], startupz: [] });
  });

  test('one that has led, and neither may lead any more nor has ended, is not live', () => {
    expect(healthWith([watch('Secret')], false, 'Lapsed').livez).toEqual(['it leads no longer, and has not ended']);
    expect(healthWith([watch('Secret')], true, 'Lapsed').livez).toEqual([]);
  });
});

describe('a watch', () => {
  test.each([
    ['has heard of the API server of late', 1_000],
    ['has been silent for as long as two watches may last', 1_210_000],
  ])('that %s is live', (_what, silentMs) => {
    expect(healthWith([watch('Secret', { silentMs }), watch('Namespace')]).livez).toEqual([]);
  });

  test('that has been silent for longer is not, whichever it is', () => {
    const silentMs = 1_210_001;
    expect(healthWith([watch('SecretsStore', { silentMs }), watch('Namespace', { silentMs })]).livez).toEqual([
      'nothing was heard of the API server for too long by the watch of SecretsStore, Namespace',
    ]);
  });
});
