import { isDeepStrictEqual } from 'node:util';
import type { NewSecret, SecretPatch } from '../core/remote-secret.ts';
import { success } from '../core/result.ts';
import type { ListSecretsOptions } from './call-options.ts';
import type { Caller } from './call.ts';
import type { CloudflareClient } from './client.ts';
import type { Envelope } from './envelope.ts';
import { listAll } from './pages.ts';
import { isShown, parseSecret, parseSecrets } from './parse-results.ts';
import { secretPath, secretsPath } from './paths.ts';

type SecretCalls = Pick<
  CloudflareClient,
  'listSecrets' | 'getSecret' | 'createSecrets' | 'patchSecret' | 'deleteSecret' | 'deleteSecrets' | 'duplicateSecret'
>;

const oneSecret = ({ result }: Envelope) => parseSecret(result);

/** Field by field: an object may carry more than its type says, and nothing else of it may reach Cloudflare. */
const creation = ({ name, value, scopes, comment }: NewSecret) => ({ name, value, scopes, comment });

const change = ({ value, scopes, comment }: SecretPatch) => ({ value, scopes, comment });

/** The calls about a store's secrets. What each answers is told at CloudflareClient. */
export const secretCalls = (call: Caller): SecretCalls => ({ ...readingCalls(call), ...writingCalls(call) });

function readingCalls(call: Caller): Pick<SecretCalls, 'listSecrets' | 'getSecret'> {
  return {
    listSecrets: async (address, { known, ...options }) => {
      const list = await listAll(
        call,
        { operation: 'secrets.list', path: secretsPath(address), parse: parseReusing(known) },
        options,
      );
      return list.ok ? success(list.value.filter(isShown)) : list;
    },

    getSecret: async (address, id, options) => {
      const answer = await call(
        { operation: 'secrets.get', method: 'GET', path: secretPath(address, id), parse: oneSecret },
        options,
      );
      return answer.ok && !isShown(answer.value) ? { ok: false, failure: { kind: 'SecretNotFound' } } : answer;
    },
  };
}

/**
 * Known secrets as the objects that are known, from the first page on: what is held twice for the seconds that a long listing takes
 * counts as long-lived with V8, and is costly to collect.
 */
const parseReusing = (known: ListSecretsOptions['known']) => (result: unknown) =>
  parseSecrets(result)?.map((secret) => {
    const held = known?.get(secret.id);
    return held && isDeepStrictEqual(held, secret) ? held : secret;
  });

function writingCalls(call: Caller): Omit<SecretCalls, 'listSecrets' | 'getSecret'> {
  return {
    createSecrets: (address, secrets, options) =>
      call(
        {
          operation: 'secrets.create',
          method: 'POST',
          path: secretsPath(address),
          body: secrets.map(creation),
          secrets: secrets.length,
          parse: ({ result }) => parseSecrets(result),
        },
        options,
      ),

    patchSecret: (address, id, patch, options) =>
      call(
        {
          operation: 'secrets.edit',
          method: 'PATCH',
          path: secretPath(address, id),
          body: change(patch),
          parse: oneSecret,
        },
        options,
      ),

    deleteSecret: async (address, id, options) => {
      const answer = await call(
        { operation: 'secrets.delete', method: 'DELETE', path: secretPath(address, id), secrets: 1, parse: () => true },
        options,
      );
      return answer.ok || answer.failure.kind === 'SecretNotFound' ? success(undefined) : answer;
    },

    deleteSecrets: async (address, ids, options) => {
      const path = secretsPath(address);
      const answer = await call(
        {
          operation: 'secrets.bulkDelete',
          method: 'DELETE',
          path,
          body: { ids },
          secrets: ids.length,
          parse: () => true,
        },
        options,
      );
      return answer.ok ? success(undefined) : answer;
    },

    duplicateSecret: (address, id, { name, scopes, comment }, options) => {
      const path = `${secretPath(address, id)}/duplicate`;
      return call(
        { operation: 'secrets.duplicate', method: 'POST', path, body: { name, scopes, comment }, parse: oneSecret },
        options,
      );
    },
  };
}
