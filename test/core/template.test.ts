import { describe, expect, test } from 'vitest';
import { parseTemplate, type TemplatePart } from '../../src/core/template.ts';

/** The parts as a text again, with `<key>` for each key. */
const shown = (template: string): string =>
  parseTemplate(template)
    .map((part: TemplatePart) => (typeof part === 'string' ? part : `<${part.key}>`))
    .join('');

describe('a template', () => {
  test.each([
    ['postgres://$(user):$(password)@db/shop', 'postgres://<user>:<password>@db/shop'],
    ['$(a)$(b)$(a)', '<a><b><a>'],
    ['$(tls.key)', '<tls.key>'],
    ['two\n$(a)\r\nlines', 'two\n<a>\r\nlines'],
    ['ü$(a)😀', 'ü<a>😀'],
  ])('takes keys where they stand: %j', (template, expected) => {
    expect(shown(template)).toBe(expected);
  });

  test.each([
    ['$$(a)', '$(a)'],
    ['$$$(a)', '$<a>'],
    ['$$$$(a)', '$$(a)'],
    ['$$$$$(a)', '$$<a>'],
    ['a$$b', 'a$b'],
    ['$(a)$$', '<a>$'],
    ['$$$', '$$'],
  ])('has $$ for one $: %j', (template, expected) => {
    expect(shown(template)).toBe(expected);
  });

  test.each([
    ['$(a', '$(a'],
    ['$(', '$('],
    ['$', '$'],
    ['$(b)$(a', '<b>$(a'],
    ['--$($($($--', '--$($($($--'],
    ['$$($(', '$($('],
    ['${a} $a) {{ .a }} $€', '${a} $a) {{ .a }} $€'],
    ['a)$', 'a)$'],
  ])('leaves standing what is no reference: %j', (template, expected) => {
    expect(shown(template)).toBe(expected);
  });

  test.each([
    ['$()', '<>'],
    ['$(a$(b))', '<a$(b>)'],
    ['$(a$$b)', '<a$$b>'],
    ['$(date +%s)', '<date +%s>'],
  ])('takes all up to the first ) as the key: %j', (template, expected) => {
    expect(shown(template)).toBe(expected);
  });
});
