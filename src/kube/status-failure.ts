import type { KubeFailure } from './failure.ts';
import { isRecord } from './kube-object.ts';

/** The parts of an answer that tell what went wrong. */
export interface ErrorAnswer {
  readonly status: number;
  /** The header `Retry-After`, as it stands there: seconds, since the API server sends no dates. */
  readonly retryAfter?: string | undefined;
  /** The body: a `Status` of meta/v1 if it was the API server that answered, anything if it was a proxy on the way. */
  readonly body: unknown;
}

/** Long enough for every wait that a server means, short enough that a slip of a digit does not stop us for a day. */
const longestWaitMs = 300_000;

/** What an answer other than 2xx means. See the table of KubeFailure. */
export function failureOf(answer: ErrorAnswer): KubeFailure {
  const { status } = answer;
  const { retryAfterMs, ...said } = readAnswer(answer);
  switch (status) {
    case 401:
      return { kind: 'Unauthorized', status, detail: 'our credentials are not accepted' };
    case 403:
      return { kind: 'Forbidden', status, detail: 'RBAC or admission forbids it' };
    case 404:
      return { kind: 'NotFound', status, detail: 'not found', missing: said.kind };
    case 409:
      if (said.reason === 'AlreadyExists') return { kind: 'AlreadyExists', status, detail: 'it exists already' };
      return { kind: 'Conflict', status, detail: 'somebody else has just changed it' };
    case 410:
      return { kind: 'Gone', status, detail: 'the resourceVersion is too old' };
    case 422:
      return { kind: 'Invalid', status, detail: 'it breaks a rule of its schema', fields: said.fields };
    case 429:
      return { kind: 'TooManyRequests', status, detail: 'too many requests', retryAfterMs: retryAfterMs ?? 1_000 };
    default:
      if (status >= 400 && status < 500) return { kind: 'Rejected', status, detail: `HTTP ${status}` };
      return {
        kind: 'Unavailable',
        status,
        detail: `HTTP ${status}`,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      };
  }
}

interface Said {
  readonly reason: unknown;
  readonly kind: string | undefined;
  readonly fields: readonly string[];
  readonly retryAfterMs: number | undefined;
}

function readAnswer({ retryAfter, body }: ErrorAnswer): Said {
  const status = isRecord(body) ? body : {};
  const details = isRecord(status['details']) ? status['details'] : {};
  const { retryAfterSeconds } = details;
  const seconds = Number(retryAfter ?? (typeof retryAfterSeconds === 'number' ? retryAfterSeconds : undefined));
  return {
    reason: status['reason'],
    kind: typeof details['kind'] === 'string' ? details['kind'] : undefined,
    fields: fieldsOf(details['causes']),
    retryAfterMs: seconds >= 0 ? Math.min(seconds * 1000, longestWaitMs) : undefined,
  };
}

/** A map's key can stand in a field's name, and must not be long to be a name. */
function fieldsOf(causes: unknown): readonly string[] {
  if (!Array.isArray(causes)) return [];
  const fields = causes.map((cause: unknown) => (isRecord(cause) ? cause['field'] : undefined));
  return fields.filter((field) => typeof field === 'string').slice(0, 20);
}
