import { errorMessage, errorRow, type ApiError, type ErrorName } from './errors.ts';
import type { Settings } from './settings.ts';

/** What goes out: `code` is for the call log, which never sees a body. */
export type Reply = Readonly<{
  status: number;
  body: unknown;
  /** Sent instead of the body, as a page, or as what is only called JSON. */
  html?: string;
  text?: string;
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

/** [spec] Deletes of secrets are only accepted: 202, and nothing comes back, unless the setting says otherwise. */
export const deletedAnswer = (deleted: unknown, { deleteAnswer }: Settings): Reply =>
  deleteAnswer === 'null' ? { status: 202, body: envelope(null) } : answer(deleted);

/** A page, as Cloudflare's edge answers [inferred]: such a body never reaches the API. */
export const tooLargeAnswer: Reply = {
  status: 413,
  body: null,
  html: '<html><title>413 Payload Too Large</title></html>',
};

export const pageAnswer = (items: readonly unknown[], info: object): Reply => ({
  status: 200,
  body: { ...envelope(items), result_info: info },
});

export function errorAnswer(error: ApiError, settings: Settings): Reply {
  const { code, chain, status } = errorRow(error.name);
  const notice = { code, message: errorMessage(error), ...(chain === undefined ? {} : { error_chain: [chain] }) };
  return {
    status: statusOf(error.name, settings) ?? status,
    body: { success: false, errors: [notice], messages: [], result: null },
    code,
  };
}

/** The statuses that are unproven and make a difference: the official SDK retries a 409, and Terraform forgets at a 404. */
function statusOf(name: ErrorName, { nameExistsStatus, notFoundStatus }: Settings): number | undefined {
  switch (name) {
    case 'secret_name_already_exists':
      return nameExistsStatus;
    case 'store_not_found':
    case 'secret_not_found':
      return notFoundStatus;
    default:
      return undefined;
  }
}
