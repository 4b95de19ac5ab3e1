/**
 * The text as a value of a dotenv file, quotes included; undefined where it cannot be written so that all of these read it
 * back to the last byte: Node's own (`--env-file`), the packages dotenv of npm and of Ruby, python-dotenv, godotenv, Docker
 * Compose and a POSIX shell. They agree on little:
 *
 * - In single quotes a text stands as it is, and no `'` can stand in it. Yet python-dotenv reads `\\` as `\`, most take a
 *   `\` at the end for an escape of the quote, and python-dotenv expands `${` wherever it stands.
 * - In double quotes each expands, and unescapes, something else: nothing that any of them touches may stand there.
 * - In neither can a carriage return: several drop it, or make a line feed of it. A variable cannot hold a zero byte.
 *
 * `docker run --env-file` knows no quotes, and no value of several lines: it is not among them.
 */
export function quoteForDotenv(text: string): string | undefined {
  if (/[\r\0]/.test(text)) return undefined;
  if (!/'|\\$|\\\\|\$\{/.test(text)) return `'${text}'`;
  return /["\\$`]/.test(text) ? undefined : `"${text}"`;
}
