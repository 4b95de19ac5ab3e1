import { parseAllDocuments } from 'yaml';
import { OwnError } from '../runtime/own-error.ts';

/** One object of a file, and where it stands, for messages. */
export interface ManifestDocument {
  /** `app.yaml, document 2`. */
  readonly place: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/**
 * The objects of a file of YAML or JSON, those of its Lists one by one; empty documents are left out. Throws an OwnError for
 * what is no YAML. The parser's own words quote the file, which may hold values: they are not repeated.
 */
export function manifestDocuments(text: string, file: string): readonly ManifestDocument[] {
  return parseAllDocuments(text, { uniqueKeys: true }).flatMap((document, index) => {
    const place = `${file}, document ${index + 1}`;
    const [error] = document.errors;
    if (error) {
      const line = error.linePos?.[0].line;
      throw new OwnError(
        `Cannot read ${place}: it is not YAML (${error.code}${line === undefined ? '' : `, line ${line}`})`,
      );
    }
    return objectsIn(contentOf(document, place), place);
  });
}

function contentOf(document: { toJS: () => unknown }, place: string): unknown {
  try {
    return document.toJS();
  } catch {
    throw new OwnError(`Cannot read ${place}: its aliases lead nowhere, or to too much`);
  }
}

/** kubectl writes one List into another at the most; an alias can make one that holds itself. */
const deepestList = 10;

function objectsIn(content: unknown, place: string, depth = 0): readonly ManifestDocument[] {
  if (content === null || content === undefined) return [];
  if (!isRecord(content)) throw new OwnError(`Cannot read ${place}: it is not a Kubernetes object`);
  const { apiVersion, kind, items } = content;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
    throw new OwnError(`Cannot read ${place}: it has no apiVersion or no kind`);
  }
  if (!kind.endsWith('List') || !Array.isArray(items)) return [{ place, content }];
  if (depth === deepestList) throw new OwnError(`Cannot read ${place}: Lists are nested too deeply`);
  return items.flatMap((item, index) => objectsIn(item, `${place}, item ${index + 1}`, depth + 1));
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
