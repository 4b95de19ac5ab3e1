/**
 * An error whose message is our own sentence from beginning to end, so it may be logged and printed. What other code
 * throws may quote requests, responses or values: of those, the log shows the class and the stack frames alone.
 */
export class OwnError extends Error {
  override readonly name: string = 'OwnError';
}
