import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRemoteName, remoteName } from '../../src/core/naming.ts';

describe('a name at Cloudflare', () => {
  test('is the key as it is, unless the spec says otherwise', () => {
    expect(remoteName('api.dbUrl')).toBe('api.dbUrl');
    expect(remoteName('api.dbUrl', { case: 'AsIs' })).toBe('api.dbUrl');
  });

  test('has the prefix as it was written, in front of the key in its case', () => {
    expect(remoteName('dbUrl', { prefix: 'shop_', case: 'UpperSnake' })).toBe('shop_DB_URL');
    expect(remoteName('dbUrl', { prefix: 'SHOP_' })).toBe('SHOP_dbUrl');
  });

  test.each([
    ['api.dbUrl', 'API_DB_URL'],
    ['db-url', 'DB_URL'],
    ['DB_URL', 'DB_URL'],
    ['HTTPPort', 'HTTP_PORT'],
    ['myHTTPServer', 'MY_HTTP_SERVER'],
    ['x509Cert', 'X509_CERT'],
    ['db2', 'DB2'],
    ['db2URL', 'DB2_URL'],
    ['HTTP2Port', 'HTTP2_PORT'],
    ['K8S_TOKEN', 'K8S_TOKEN'],
    ['I18N', 'I18N'],
    ['tls.crt', 'TLS_CRT'],
    ['..data', '__DATA'],
    ['URL', 'URL'],
    ['aURL', 'A_URL'],
  ])('in UpperSnake, %s becomes %s', (key, expected) => {
    expect(remoteName(key, { case: 'UpperSnake' })).toBe(expected);
  });

  test('in UpperSnake is always one that Cloudflare takes, and stays as it is when it goes through again', () => {
    const keys = fc.stringMatching(/^[-._a-zA-Z0-9]{1,40}$/);
    fc.assert(
      fc.property(keys, (key) => {
        const name = remoteName(key, { case: 'UpperSnake' });
        expect(isRemoteName(name)).toBe(true);
        expect(remoteName(name, { case: 'UpperSnake' })).toBe(name);
      }),
    );
  });

  test('always fits in status, with the longest key and the longest prefix that a spec can have', () => {
    const naming = { prefix: 'P'.repeat(100), case: 'UpperSnake' as const };
    expect(remoteName('aB'.repeat(127), naming).length).toBeLessThan(512);
  });

  test.each(['A', 'a-b_C9', '0'])('may be %j', (name) => {
    expect(isRemoteName(name)).toBe(true);
  });

  test.each(['', 'a.b', 'a b', 'ä', 'A\n'])('may not be %j', (name) => {
    expect(isRemoteName(name)).toBe(false);
  });
});
