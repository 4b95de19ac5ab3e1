import { createHash } from 'node:crypto';
import type { SecretsStoreSecret } from '../api/resources.ts';

/** What the value of an entry is made of. */
export type EntrySource = ValueSource | CopySource;

/** What makes a value of the Secret's keys. */
export type ValueSource = KeySource | TemplateSource | BundleSource;

export interface KeySource {
  readonly kind: 'Key';
  readonly key: string;
  readonly encoding: 'Utf8' | 'Base64';
}

export interface TemplateSource {
  readonly kind: 'Template';
  readonly template: string;
}

export interface BundleSource {
  readonly kind: 'Bundle';
  readonly format: 'Json' | 'Dotenv';
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** The value of another secret at Cloudflare. */
export interface CopySource {
  readonly kind: 'Copy';
  /** Its name. */
  readonly copyOf: string;
}

type Spec = SecretsStoreSecret['spec'];
type ChosenEntry = NonNullable<Spec['data']>[number];

/** The schema sees to it that an entry has exactly one of the four; one without any takes a key that no Secret has. */
export function entrySource({ key = '', encoding = 'Utf8', template, bundle, copyOf }: ChosenEntry): EntrySource {
  if (copyOf !== undefined) return { kind: 'Copy', copyOf };
  if (template !== undefined) return { kind: 'Template', template };
  if (bundle === undefined) return { kind: 'Key', key, encoding };
  const { format, include = ['*'], exclude = [] } = bundle;
  return { kind: 'Bundle', format, include, exclude };
}

/**
 * By what status knows a source again. A key stands for itself; of what may be long, a checksum says whether it is still the
 * same. No key of a Secret has a colon in it.
 */
export function sourceKey(source: EntrySource): string {
  if (source.kind === 'Key') return source.key;
  const checksum = createHash('sha256').update(JSON.stringify(source)).digest('hex').slice(0, 16);
  return `${source.kind.toLowerCase()}:${checksum}`;
}

/** The key of the Secret that was meant by it, where it was one. */
export const keyNamedBy = (recorded: string | undefined): string | undefined =>
  recorded?.includes(':') ? undefined : recorded;

/** Whether it was a copy, of whatever secret. */
export const wasCopy = (recorded: string | undefined): boolean => recorded?.startsWith('copy:') ?? false;

/** Whether something of the spec is made of the Kubernetes Secret. */
export const needsSource = ({ data = [], dataFrom }: Spec): boolean =>
  dataFrom !== undefined || data.some(({ copyOf }) => copyOf === undefined);
