import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSameOwner, markOf, markStart, ownerIn, withMark, withoutMark } from '../../src/core/ownership.ts';
import { neighbour, us } from './builders.ts';

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9.-]{0,20}[a-z0-9])?$/);
const owners = fc.record({ cluster: label, namespace: label, name: label });
const likeMarks = fc.constantFrom('[k8s ', '[k8s a b/c]', ' [k8s a b/c] ', ']', 'a/b', '\n', ' ');
const comments = fc
  .array(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 12 }), likeMarks), { maxLength: 5 })
  .map((parts) => parts.join(''));

describe('our mark', () => {
  test('stands behind the comment, readable in the dashboard', () => {
    expect(withMark('Shop back end', us)).toBe('Shop back end [k8s prod-eu shop/app-keys]');
  });

  test('stands alone where there is no comment', () => {
    expect(withMark('', us)).toBe('[k8s prod-eu shop/app-keys]');
  });

  test('begins with what no comment may contain', () => {
    expect(markOf(us).startsWith(markStart)).toBe(true);
  });

  test('reads back as it was written, whatever the comment', () => {
    fc.assert(
      fc.property(comments, owners, (comment, owner) => {
        expect(ownerIn(withMark(comment, owner))).toEqual(owner);
      }),
    );
  });

  test('taken off leaves the comment as it was', () => {
    const usersComments = comments.filter((comment) => !comment.includes(markStart));
    fc.assert(
      fc.property(usersComments, owners, (comment, owner) => {
        expect(withoutMark(withMark(comment, owner))).toBe(comment);
      }),
    );
  });

  test.each([
    '',
    'Shop back end',
    '[k8s prod-eu shop/app-keys] and more',
    'x[k8s prod-eu shop/app-keys]',
    '[k8s prod-eu shop]',
    '[k8s shop/app-keys]',
    '[k8s prod-eu shop/app/keys]',
    '[k8s prod eu shop/app-keys]',
    '[k8s  shop/app-keys]',
    '[K8S prod-eu shop/app-keys]',
    '[k8s prod-eu shop/app-keys]\n',
    '[k8s prod-eu shop/app-keys',
  ])('is not seen in %j', (comment) => {
    expect(ownerIn(comment)).toBeUndefined();
    expect(withoutMark(comment)).toBe(comment);
  });

  test('of two marks, the one at the end counts', () => {
    expect(ownerIn(`${markOf(us)} ${markOf(neighbour)}`)).toEqual(neighbour);
  });

  test('of another owner does not come to light when ours is taken off', () => {
    expect(withoutMark(`Shop ${markOf(neighbour)} ${markOf(us)}`)).toBe('Shop');
    expect(withoutMark(` ${markOf(us)}`.repeat(20_000))).toBe('');
  });

  test.each(['cluster', 'namespace', 'name'] as const)('differs from another where the %s differs', (part) => {
    expect(isSameOwner(us, { ...us })).toBe(true);
    expect(isSameOwner(us, { ...us, [part]: 'x' })).toBe(false);
  });
});
