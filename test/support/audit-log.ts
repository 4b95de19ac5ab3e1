import { open, stat } from 'node:fs/promises';

/** One answered request, watches apart, as the API server saw it. */
export interface KubeRequest {
  readonly verb: string;
  /** With its subresource: `secretsstoresecrets/status`. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly status: number;
}

interface AuditEvent {
  readonly verb: string;
  readonly userAgent?: string;
  readonly requestURI: string;
  readonly objectRef?: {
    readonly resource?: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly responseStatus?: { readonly code?: number };
}

/** The part of the audit log that is written from now on, of one user agent. */
export async function followAuditLog(path: string, userAgent: string) {
  const { size: start } = await stat(path);
  return {
    requests: async (): Promise<readonly KubeRequest[]> =>
      (await readFrom(path, start))
        .split('\n')
        .filter((line) => line.includes(userAgent))
        .map((line) => JSON.parse(line) as AuditEvent)
        .filter((event) => event.userAgent === userAgent)
        .map(describe),
  };
}

/** A line that is being written as we read is not the answer to anything that we wait for: it is left out. */
async function readFrom(path: string, start: number): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(size - start, 0)), { position: start });
    const text = buffer.toString('utf8', 0, bytesRead);
    return text.slice(0, text.lastIndexOf('\n') + 1);
  } finally {
    await file.close();
  }
}

function describe({ verb, objectRef = {}, requestURI, responseStatus }: AuditEvent): KubeRequest {
  const { resource = requestURI, subresource, namespace = '', name = '' } = objectRef;
  return {
    verb,
    resource: subresource === undefined ? resource : `${resource}/${subresource}`,
    namespace,
    name,
    status: responseStatus?.code ?? 0,
  };
}

/**
 * How often each request was made: `{ 'get secrets app': 1, 'patch secretsstoresecrets/status': 2 }`. Names stand with Secrets
 * alone, since there it matters which one was read.
 */
export function countRequests(requests: readonly KubeRequest[]): Readonly<Record<string, number>> {
  return countBy(requests, ({ verb, resource, name }) =>
    [verb, resource, ...(resource === 'secrets' && name !== '' ? [name] : [])].join(' '),
  );
}

export function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return counts;
}
