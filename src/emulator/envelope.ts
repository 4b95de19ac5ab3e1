import { errorMessage, errorRow, type ApiError } from './errors.ts';
import type { Page } from './paging.ts';
import type { Settings } from './settings.ts';

/** What goes out: `code` is for the call log, which never sees a body. */
export type Reply = Readonly<{
  status: number;
  body: unknown;
  /** Sent instead of the body, as a page. */
  html?: string;
  code?: number;
  headers?: Readonly<Record<string, string>>;
}>;

type Notice = Readonly<{ code: number; message: string }>;

/** [spec] Every answer has these four fields, and `result` is null where there is none. */
const envelope = (result: unknown, notices: readonly Notice[] = []) => ({
  success: true,
  errors: [],
  messages: notices,
  result,
});

export const answer = (result: unknown, notices: readonly Notice[] = []): Reply => ({
  status: 200,
  body: envelope(result, notices),
});

/** [spec] Deletes of secrets are only accepted: 202, and nothing comes back. */
export const acceptedAnswer: Reply = { status: 202, body: envelope(null) };

export const pageAnswer = ({ items, info }: Page<unknown>): Reply => ({
  status: 200,
  body: { ...envelope(items), result_info: info },
});

export function errorAnswer(error: ApiError, settings: Settings): Reply {
  const { code, chain, status } = errorRow(error.name);
  const notice = { code, message: errorMessage(error), ...(chain === undefined ? {} : { error_chain: [chain] }) };
  return {
    // Whether a taken name is a 400 or a 409 is unproven, and the official SDK retries the latter: hence a setting.
    status: error.name === 'secret_name_already_exists' ? settings.nameExistsStatus : status,
    body: { success: false, errors: [notice], messages: [], result: null },
    code,
  };
}
