import { accept, refuse, type Outcome } from './errors.ts';

/**
 * Bodies are read as JSON whatever their content type: wrangler sends `text/plain;charset=UTF-8` [run].
 * No message says what the body held, since it may have held a value.
 */
export const invalidBody = refuse('invalid_json_body');

export function parseJson(bytes: Uint8Array): Outcome<unknown> {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return accept(json);
  } catch {
    return invalidBody;
  }
}

export const isRecord = (json: unknown): json is Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

export const isText = (json: unknown): json is string => typeof json === 'string';

export const isTextList = (json: unknown): json is readonly string[] => Array.isArray(json) && json.every(isText);

/** `{"ids": […]}`, the body of a bulk delete. */
export const readIds = (json: unknown): Outcome<readonly string[]> =>
  isRecord(json) && isTextList(json['ids']) ? accept(json['ids']) : invalidBody;

/** How many items a bulk body has, for the call log. */
export function countItems(json: Outcome<unknown>): number | undefined {
  if (!json.ok) return undefined;
  if (Array.isArray(json.value)) return json.value.length;
  const ids = readIds(json.value);
  return ids.ok ? ids.value.length : undefined;
}
