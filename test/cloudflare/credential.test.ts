import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Credential } from '../../src/cloudflare/credential.ts';
import { headerText, jsonText } from '../../src/cloudflare/wire-text.ts';
import { SecretValue } from '../../src/core/secret-value.ts';

const canary = 'canary-1f0c';
const token = (text: string) => Credential.apiToken(new SecretValue(text));
const key = (email: string) => Credential.globalApiKey(email, new SecretValue('a'));

describe('a credential', () => {
  it.each([
    ['an API token', token(canary)],
    ['a global API key', Credential.globalApiKey('ops@example.com', new SecretValue(canary))],
  ])('shows nothing of %s', (_, credential) => {
    const shown = [
      String(credential),
      JSON.stringify({ credential }),
      inspect({ credential }, { showHidden: true, depth: 9 }),
    ];
    expect(shown.join('\n')).not.toContain(canary);
    expect(shown[0]).toBe('[redacted]');
    expect(inspect(credential.headers(), { showHidden: true, depth: 9 })).not.toContain(canary);
  });

  it('has a fingerprint that is equal for equal credentials alone', () => {
    expect(token('a').fingerprint).toBe(token('a').fingerprint);
    expect(
      new Set([token('a').fingerprint, token('b').fingerprint, key('x@y.z').fingerprint, key('y@y.z').fingerprint])
        .size,
    ).toBe(4);
  });
});

describe('the text of a request', () => {
  it('has the text of every secret in its body, however deep', () => {
    const secret = new SecretValue('a "quoted" värde');
    const body = { list: [secret, { deep: secret }], plain: 'x', nothing: undefined, none: null };
    expect(JSON.parse(jsonText(body))).toEqual({
      list: ['a "quoted" värde', { deep: 'a "quoted" värde' }],
      plain: 'x',
      none: null,
    });
  });

  it('may be a single secret', () => {
    expect(jsonText(new SecretValue('x'))).toBe('"x"');
  });

  it('joins the parts of a header and takes the white space around it away', () => {
    expect(headerText(['Bearer ', new SecretValue('t\n')])).toBe('Bearer t');
  });

  it.each(['two\nlines', 'null\0byte', 'ünïcode'])('is no header with %j', (text) => {
    expect(headerText([new SecretValue(text)])).toBeUndefined();
  });
});
