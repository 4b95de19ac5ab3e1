import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { complete, type Lockfile, missingIn } from '../../tools/lockfile/complete.ts';

const file = join(import.meta.dirname, '..', '..', 'package-lock.json');

describe('the lock file', () => {
  test('has the optional packages of every platform, without which npm ci refuses it: else run tools/complete-lockfile.ts', () => {
    const lockfile = JSON.parse(readFileSync(file, 'utf8')) as Lockfile;
    expect([...missingIn(lockfile).keys()]).toEqual([]);
  });
});

describe('completing a lock file', () => {
  const optionalDependencies = {
    '@a/a-linux-arm64-musl': '1.0.0',
    '@a/a-linux-x64-gnu': '1.0.0',
    '@a/a-win32-x64-msvc': '1.0.0',
  };
  const installed = { version: '1.0.0', optional: true, os: ['linux'], cpu: ['x64'], libc: ['glibc'] };
  const incomplete: Lockfile = {
    lockfileVersion: 3,
    packages: {
      '': {},
      'node_modules/@a/a': { version: '1.0.0', dev: true, optionalDependencies },
      'node_modules/@a/a-linux-x64-gnu': installed,
      'node_modules/b': { version: '2.0.0' },
    },
  };

  test('adds what is missing, for its platform, in the order of the names', () => {
    const { lockfile, added } = complete(incomplete);
    expect(added).toEqual(['@a/a-linux-arm64-musl', '@a/a-win32-x64-msvc']);
    expect(Object.keys(lockfile.packages)).toEqual([
      '',
      'node_modules/@a/a',
      'node_modules/@a/a-linux-arm64-musl',
      'node_modules/@a/a-linux-x64-gnu',
      'node_modules/@a/a-win32-x64-msvc',
      'node_modules/b',
    ]);
    const base = { version: '1.0.0', dev: true, optional: true };
    expect(lockfile.packages['node_modules/@a/a-linux-arm64-musl']).toEqual({
      ...base,
      os: ['linux'],
      cpu: ['arm64'],
      libc: ['musl'],
    });
    expect(lockfile.packages['node_modules/@a/a-win32-x64-msvc']).toEqual({ ...base, os: ['win32'], cpu: ['x64'] });
  });

  test('changes nothing in what is complete', () => {
    const { lockfile } = complete(incomplete);
    expect(complete(lockfile)).toEqual({ lockfile, added: [] });
  });

  test('guesses no platform that the name does not say', () => {
    const packages = { 'node_modules/c': { optionalDependencies: { 'c-native': '1.0.0' } } };
    expect(() => complete({ packages })).toThrow('Which platform is c-native for?');
  });
});
