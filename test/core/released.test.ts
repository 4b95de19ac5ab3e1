import { describe, expect, test } from 'vitest';
import { goesAtOnce, releasedNote, secretsOf } from '../../src/core/released.ts';
import { deleting, finalized, record, remote, resource } from './builders.ts';

const said = (value: string) => ({ annotations: { 'secretsstore.dev/release': value } });

describe('a resource goes at once', () => {
  test('while it is being deleted, and its annotation says true', () => {
    expect(goesAtOnce(resource({}, { metadata: { ...deleting, ...said('true') } }))).toBe(true);
    expect(goesAtOnce(resource({ suspend: true }, { metadata: { ...deleting, ...said('true') } }))).toBe(true);
  });

  test.each([
    ['it is not being deleted', { ...finalized, ...said('true') }],
    ['the annotation says something else', { ...deleting, ...said('yes') }],
    ['it has no annotation', deleting],
    ['it waits for somebody else', { ...deleting, finalizers: ['example.com/theirs'], ...said('true') }],
  ])('not where %s', (_what, metadata) => {
    expect(goesAtOnce(resource({}, { metadata }))).toBe(false);
  });
});

test('what stays is all that was recorded with an id, and a warning names it', () => {
  const secrets = Array.from({ length: 25 }, (_, index) => remote({ name: `KEY_${index}` }));
  const entries = [...secrets.map((secret) => record(secret)), { name: 'NEVER', state: 'Failed' }];
  const of = resource({}, { status: { entries } });
  expect(secretsOf(of)).toHaveLength(25);
  expect(releasedNote(of)).toMatchObject({ type: 'Warning', reason: 'Released' });
  expect(releasedNote(of).note).toMatch(/KEY_0, .*KEY_19 and 5 more;/);
  expect(releasedNote(resource()).note).toContain('any that were not recorded');
});
