import { parseSecret, type SourceSecret } from '../kube/secrets.ts';
import { OwnError } from '../runtime/own-error.ts';
import type { ManifestDocument } from './manifest-documents.ts';

interface Identity {
  readonly namespace: string;
  readonly name: string;
}

/** A Secret of a file, as the API server would keep it: `stringData` counts before `data`. Throws an OwnError where it would be refused. */
export function secretManifest({ place, content }: ManifestDocument, { namespace, name }: Identity): SourceSecret {
  const data = { ...base64In(content['data'], place), ...textsIn(content['stringData'], place) };
  const metadata = { namespace, name, uid: place, resourceVersion: place };
  const secret = parseSecret({ apiVersion: 'v1', kind: 'Secret', type: content['type'], metadata, data });
  if (secret === undefined) throw new OwnError(`Cannot read ${place}: it is not a Secret`);
  return secret;
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function base64In(data: unknown, place: string): Readonly<Record<string, string>> {
  return stringsIn(data, { place, field: 'data' }, (key, text) => {
    const bare = text.replaceAll(/[\r\n]/g, '');
    if (!base64.test(bare))
      throw new OwnError(`Cannot read ${place}: data.${key} is not Base64; put text into stringData`);
    return bare;
  });
}

const textsIn = (data: unknown, place: string): Readonly<Record<string, string>> =>
  stringsIn(data, { place, field: 'stringData' }, (_key, text) => Buffer.from(text).toString('base64'));

function stringsIn(
  data: unknown,
  { place, field }: { readonly place: string; readonly field: string },
  read: (key: string, text: string) => string,
): Readonly<Record<string, string>> {
  if (data === undefined || data === null) return {};
  if (typeof data !== 'object') throw new OwnError(`Cannot read ${place}: its ${field} is not an object`);
  return Object.fromEntries(
    Object.entries(data).map(([key, text]) => {
      if (typeof text !== 'string')
        throw new OwnError(`Cannot read ${place}: ${field}.${key} is not a string; quote it`);
      return [key, read(key, text)];
    }),
  );
}
