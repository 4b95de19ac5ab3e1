import type { Store } from '../api/resources.ts';
import { Credential } from '../cloudflare/credential.ts';
import { failed, type Result, success } from '../core/result.ts';
import type { SecretValue } from '../core/secret-value.ts';
import { type SyncFailure, terminal, waiting } from '../core/sync-failure.ts';
import type { OpenCredential } from './connections.ts';
import type { ReadingContext } from './context.ts';
import { explainKube } from './explain-kube.ts';

interface CredentialRef {
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
}

/** Where the credential of a store is: its own namespace for a SecretsStore, the operator's for a ClusterSecretsStore. */
export function credentialRefOf({ kind, metadata, spec }: Store, operatorNamespace: string): CredentialRef | undefined {
  const ref = (spec.auth?.apiToken ?? spec.auth?.globalApiKey)?.secretRef;
  const namespace = kind === 'SecretsStore' ? (metadata.namespace ?? '') : operatorNamespace;
  return ref && { namespace, ...ref };
}

/** What it takes to read a credential. */
interface CredentialContext extends Pick<ReadingContext, 'cloudflare' | 'readSecret'> {
  readonly settings: Pick<ReadingContext['settings'], 'namespace' | 'ownCredential'>;
  readonly caches: { readonly secrets: Pick<ReadingContext['caches']['secrets'], 'get'> };
}

/** The credential of a store: the held one while its Secret is unchanged, else by one GET. */
export async function openCredential(
  store: Store,
  context: CredentialContext,
  { held, signal }: { readonly held: OpenCredential | undefined; readonly signal: AbortSignal },
): Promise<Result<OpenCredential, SyncFailure>> {
  const ref = credentialRefOf(store, context.settings.namespace);
  if (ref === undefined) return ownCredential(store, context);
  const seen = context.caches.secrets.get(`${ref.namespace}/${ref.name}`);
  if (seen === undefined) return failed(missing(ref, 'does not exist'));
  if (held?.origin === originOf(store, ref, seen.metadata.resourceVersion)) return success(held);
  const read = await context.readSecret(ref, { signal });
  if (!read.ok && read.failure.kind === 'NotFound') return failed(missing(ref, 'does not exist'));
  if (!read.ok) return failed(explainKube(read.failure, `read Secret "${ref.name}" in namespace "${ref.namespace}"`));
  const text = read.value.keys.get(ref.key)?.asUtf8()?.trimmed();
  if (text === undefined || text.sizeBytes === 0) return failed(missing(ref, `has no text under key "${ref.key}"`));
  if (!text.isPrintableAscii()) return failed(malformed(ref));
  const { resourceVersion } = read.value;
  const origin = originOf(store, ref, resourceVersion);
  return success({ ...open(credentialOf(store, text), context), origin, secretVersion: resourceVersion });
}

/** Equal as long as nothing can have changed in the credential. A resourceVersion stands for one Secret of the cluster. */
const originOf = ({ spec }: Store, { key }: CredentialRef, resourceVersion: string): string =>
  [resourceVersion, key, spec.auth?.globalApiKey?.email ?? ''].join('/');

function credentialOf({ spec }: Store, text: SecretValue): Credential {
  const email = spec.auth?.globalApiKey?.email;
  return email === undefined ? Credential.apiToken(text) : Credential.globalApiKey(email, text);
}

function ownCredential({ kind }: Store, context: CredentialContext): Result<OpenCredential, SyncFailure> {
  const { ownCredential: own } = context.settings;
  if (own !== undefined && kind === 'ClusterSecretsStore') return success(open(own, context));
  const way = 'give spec.auth, or start the operator with --api-token-file';
  return failed(
    terminal(
      'CredentialNotFound',
      `Cannot reach Cloudflare: neither the store nor the operator has a credential; ${way}`,
    ),
  );
}

const open = (credential: Credential, { cloudflare }: CredentialContext): OpenCredential => ({
  client: cloudflare.connect(credential),
  kind: credential.kind,
  credentialId: credential.fingerprint,
});

const missing = ({ namespace, name }: CredentialRef, state: string): SyncFailure =>
  waiting(
    'CredentialNotFound',
    `Cannot reach Cloudflare: Secret "${name}" in namespace "${namespace}" ${state}; put the credential there`,
  );

const malformed = ({ namespace, name, key }: CredentialRef): SyncFailure =>
  terminal(
    'CredentialRefused',
    `Cannot reach Cloudflare: key "${key}" of Secret "${name}" in namespace "${namespace}" has characters that no credential has; ` +
      'put the bare token or key there',
  );
