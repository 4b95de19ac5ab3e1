/**
 * Every error that the API knows, in one table. `evidence` says how sure we are of code, text and status together:
 * spec = Cloudflare's own description, live = seen on the live API, inferred = our best guess, kept in one place.
 * A `{}` in the text is replaced by the detail; elsewhere the detail follows after a colon, as Cloudflare writes it.
 */
type Evidence = 'spec' | 'live' | 'inferred';

type ErrorRow = Readonly<{
  code: number;
  text: string;
  status: number;
  evidence: Evidence;
  chain?: Readonly<{ code: number; message: string }>;
}>;

const row = (code: number, text: string, status: number, evidence: Evidence): ErrorRow => ({
  code,
  text,
  status,
  evidence,
});

const malformedHeader = (code: number, message: string): ErrorRow => ({
  ...row(6003, 'Invalid request headers', 400, 'live'),
  chain: { code, message },
});

export const errorRows = {
  store_not_found: row(1001, 'store_not_found', 404, 'inferred'),
  secret_not_found: row(1001, 'secret_not_found', 404, 'inferred'),
  secret_name_empty: row(1001, 'secret_name_empty', 400, 'inferred'),
  secret_name_invalid: row(1001, 'secret_name_invalid', 400, 'inferred'),
  secret_scopes_empty: row(1001, 'secret_scopes_empty', 400, 'inferred'),
  secret_scope_invalid: row(1001, 'secret_scope_invalid', 400, 'inferred'),
  secret_value_too_long: row(1001, 'secret_value_too_long', 400, 'inferred'),
  secret_value_empty: row(1001, 'secret_value_empty', 400, 'inferred'),
  secret_name_too_long: row(1001, 'secret_name_too_long', 400, 'inferred'),
  secret_comment_too_long: row(1001, 'secret_comment_too_long', 400, 'inferred'),
  store_name_empty: row(1001, 'store_name_empty', 400, 'inferred'),
  invalid_json_body: row(1001, 'invalid_json_body', 400, 'inferred'),
  invalid_query_parameter: row(1001, 'invalid_query_parameter', 400, 'inferred'),
  secret_name_already_exists: row(1003, 'secret_name_already_exists', 400, 'inferred'),
  store_name_already_exists: row(1003, 'store_name_already_exists', 400, 'inferred'),
  maximum_stores_exceeded: row(1003, 'maximum_stores_exceeded', 400, 'live'),
  maximum_secrets_exceeded: row(1003, 'maximum_secrets_exceeded', 400, 'inferred'),
  /** 409 is [spec]; no description gives the code, so it follows its neighbours. */
  store_not_empty: row(1003, 'store_not_empty', 409, 'spec'),
  not_routable: row(7003, 'Could not route to {}, perhaps your object identifier is invalid?', 404, 'live'),
  credential_missing: row(9106, 'Missing X-Auth-Key, X-Auth-Email or Authorization headers', 400, 'live'),
  authorization_malformed: malformedHeader(6111, 'Invalid format for Authorization header'),
  key_malformed: malformedHeader(6103, 'Invalid format for X-Auth-Key header'),
  credential_unknown: row(9109, 'Invalid access token', 403, 'live'),
  credential_refused: row(10000, 'Authentication error', 401, 'live'),
  account_refused: row(9109, 'Unauthorized to access requested resource', 403, 'live'),
  write_refused: row(10000, 'Authentication error', 403, 'live'),
  token_invalid: row(1000, 'Invalid API Token', 401, 'live'),
  throttled: row(971, 'Please wait and consider throttling your request speed', 429, 'live'),
} as const satisfies Readonly<Record<string, ErrorRow>>;

export type ErrorName = keyof typeof errorRows;

export type ApiError = Readonly<{ name: ErrorName; detail?: string }>;

export type Outcome<T> = Readonly<{ ok: true; value: T }> | Readonly<{ ok: false; error: ApiError }>;

export const accept = <T>(value: T): Outcome<T> => ({ ok: true, value });

export const refuse = (name: ErrorName, detail?: string): Outcome<never> => ({
  ok: false,
  error: detail === undefined ? { name } : { name, detail },
});

export const errorRow = (name: ErrorName): ErrorRow => errorRows[name];

export function errorMessage({ name, detail }: ApiError): string {
  const { text } = errorRow(name);
  if (detail === undefined) return text;
  return text.includes('{}') ? text.replace('{}', () => detail) : `${text}: ${detail}`;
}
