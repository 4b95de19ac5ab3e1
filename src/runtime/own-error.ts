import { cutText } from './cut-text.ts';

/** Longer than any message of ours has to be: somebody may have given a whole file where a name was meant. */
const maxLength = 900;

/**
 * An error whose message is our own sentence from beginning to end, so it may be logged and printed, as one line whatever names it
 * repeats. What other code throws may quote requests, responses or values: of those, the log shows the class and the stack frames alone.
 */
export class OwnError extends Error {
  override readonly name: string = 'OwnError';

  constructor(message: string, options?: ErrorOptions) {
    super(cutText(message.replaceAll(/\p{Cc}+/gu, ' '), maxLength), options);
  }
}
