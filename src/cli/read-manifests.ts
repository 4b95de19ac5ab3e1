import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import schemas from '../api/generated/manifest-schemas.json' with { type: 'json' };
import { apiVersion } from '../api/group.ts';
import type { ClusterSecretsStore, SecretsStore, SecretsStoreSecret } from '../api/resources.ts';
import type { SourceSecret } from '../kube/secrets.ts';
import { OwnError } from '../runtime/own-error.ts';
import { whyUnreadable } from '../runtime/why-unreadable.ts';
import type { Manifest, Manifests } from '../sync/manifests.ts';
import { type ManifestDocument, manifestDocuments } from './manifest-documents.ts';
import { type ManifestSchema, schemaProblem } from '../core/schema-problem.ts';
import { secretManifest } from './secret-manifest.ts';

type Ours = Manifest<SecretsStoreSecret> | Manifest<SecretsStore> | Manifest<ClusterSecretsStore>;

/**
 * The objects of all files that concern us: our own kinds, and Secrets; others are left out. `-` is the standard input. Throws
 * an OwnError for a file that cannot be read, and for an object that the API server would refuse, as far as its schema tells.
 */
export async function readManifests(
  files: readonly string[],
  { namespace }: { readonly namespace: string | undefined },
): Promise<Manifests> {
  const ours: Ours[] = [];
  const secrets: SourceSecret[] = [];
  for (const file of files) {
    for (const document of manifestDocuments(await read(file), file === '-' ? 'stdin' : file)) {
      const { content } = document;
      if (content['apiVersion'] === 'v1' && content['kind'] === 'Secret') {
        secrets.push(secretManifest(document, namespaced(identityOf(document), { namespace, place: document.place })));
      } else if (String(content['apiVersion']).startsWith(group)) {
        ours.push(parseOurs(document, namespace));
      }
    }
  }
  return {
    resources: ours.filter((object) => object.kind === 'SecretsStoreSecret'),
    secretsStores: ours.filter((object) => object.kind === 'SecretsStore'),
    clusterStores: ours.filter((object) => object.kind === 'ClusterSecretsStore'),
    secrets,
  };
}

const group = apiVersion.slice(0, apiVersion.indexOf('/') + 1);

async function read(file: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new OwnError(`Cannot read ${file}: ${whyUnreadable(error)}; check --file`);
  }
}

function parseOurs(document: ManifestDocument, namespace: string | undefined): Ours {
  const { place, content } = document;
  const { kind } = content;
  const schema = Object.entries<ManifestSchema>(schemas).find(([known]) => known === kind)?.[1];
  if (schema === undefined || content['apiVersion'] !== apiVersion) {
    throw new OwnError(
      `Cannot read ${place}: there is no ${String(kind)} in ${String(content['apiVersion'])}; known are ` +
        `${Object.keys(schemas).join(', ')} of ${apiVersion}`,
    );
  }
  const problem = schemaProblem(content['spec'], schema, 'spec');
  if (problem !== undefined) throw new OwnError(`Cannot use ${place}: ${problem}`);
  const named = identityOf(document);
  const identity = kind === 'ClusterSecretsStore' ? { name: named.name } : namespaced(named, { namespace, place });
  // The schema, from which the types are generated, has just been checked.
  return { apiVersion, kind, metadata: { ...annotationsIn(document), ...identity }, spec: content['spec'] } as Ours;
}

interface Identity {
  readonly name: string;
  readonly namespace?: string;
}

function identityOf({ place, content }: ManifestDocument): Identity {
  const { name, namespace } = Object(content['metadata']) as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string' || name === '') throw new OwnError(`Cannot use ${place}: it has no metadata.name`);
  return { name, ...(typeof namespace === 'string' && namespace !== '' && { namespace }) };
}

function namespaced(
  { name, namespace: own }: Identity,
  { namespace = own, place }: { readonly namespace: string | undefined; readonly place: string },
): { readonly name: string; readonly namespace: string } {
  const within = own ?? namespace;
  if (within === undefined)
    throw new OwnError(`Cannot use ${place}: it has no metadata.namespace; give it one, or --namespace`);
  return { name, namespace: within };
}

/** Annotations ask for things, and labels for nothing. */
function annotationsIn({ place, content }: ManifestDocument): Pick<Ours['metadata'], 'annotations'> {
  const { annotations } = Object(content['metadata']) as Readonly<Record<string, unknown>>;
  if (typeof annotations !== 'object' || annotations === null) return {};
  const texts = Object.entries(annotations).map(([key, value]) => {
    if (Object(value) === value) throw new OwnError(`Cannot use ${place}: metadata.annotations.${key} is not a string`);
    return [key, String(value)];
  });
  return { annotations: Object.fromEntries(texts) };
}
