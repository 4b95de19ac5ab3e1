import { describe, expect, test } from 'vitest';
import { Credential } from '../../src/cloudflare/credential.ts';
import { PerCredential } from '../../src/cloudflare/per-credential.ts';
import { SecretValue } from '../../src/core/secret-value.ts';

const token = (text: string) => Credential.apiToken(new SecretValue(text));

describe('what there is for each credential', () => {
  const things = new PerCredential(() => ({}));

  test('is the same for equal ones, wherever they were read', () => {
    expect(things.of(token('a'))).toBe(things.of(token('a')));
  });

  test('is another for different ones', () => {
    expect(things.of(token('a'))).not.toBe(things.of(token('b')));
    const key = Credential.globalApiKey('a@b.c', new SecretValue('a'));
    expect(things.of(token('a'))).not.toBe(things.of(key));
  });

  test('is made of it once, and all of them can be seen', () => {
    const kinds = new PerCredential(({ kind }) => kind);
    kinds.of(token('a'));
    kinds.of(Credential.globalApiKey('a@b.c', new SecretValue('a')));
    kinds.of(token('a'));
    expect(kinds.all().toSorted()).toEqual(['ApiToken', 'GlobalApiKey']);
  });

  test('is kept for a thousand, of which those that are used stay', () => {
    const made = new PerCredential(() => ({}));
    const inUse = made.of(token('in use'));
    for (let rotation = 0; rotation < 3_000; rotation += 1) {
      made.of(token(`rotated ${rotation}`));
      expect(made.of(token('in use'))).toBe(inUse);
    }
    expect(made.all()).toHaveLength(1_000);
  });
});
