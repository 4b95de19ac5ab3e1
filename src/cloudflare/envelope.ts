import { isObject, listOf, numberOf } from './json-fields.ts';

/** One entry of `errors`. Its message is compared with the error table and then forgotten. */
export interface ApiError {
  readonly code: number | undefined;
  readonly message: string;
}

/** The frame around every answer of Cloudflare's API. */
export interface Envelope {
  readonly success: boolean;
  readonly errors: readonly ApiError[];
  readonly result: unknown;
  /** What a list says about its pages; each number may be missing. */
  readonly perPage: number | undefined;
  readonly totalCount: number | undefined;
  readonly totalPages: number | undefined;
}

/** What a success without a body says. */
export const emptyEnvelope: Envelope = {
  success: true,
  errors: [],
  result: undefined,
  perPage: undefined,
  totalCount: undefined,
  totalPages: undefined,
};

/** The envelope, or undefined when the text is none: HTML of a proxy or of a 5xx, a bare JSON value, a text that was cut off. */
export function parseEnvelope(text: string): Envelope | undefined {
  const value = parseJson(text);
  if (!isObject(value)) return undefined;
  const info = isObject(value['result_info']) ? value['result_info'] : {};
  const errors = listOf(value['errors'] ?? [], parseError) ?? [];
  return {
    success: value['success'] === undefined ? errors.length === 0 : value['success'] === true,
    errors,
    result: value['result'],
    perPage: numberOf(info['per_page']),
    totalCount: numberOf(info['total_count']),
    totalPages: numberOf(info['total_pages']),
  };
}

function parseError(value: unknown): ApiError {
  if (!isObject(value)) return { code: undefined, message: '' };
  const message = value['message'];
  return { code: numberOf(value['code']), message: typeof message === 'string' ? message : '' };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
