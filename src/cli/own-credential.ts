import { readFileSync } from 'node:fs';
import { Credential } from '../cloudflare/credential.ts';
import { SecretValue } from '../core/secret-value.ts';
import { OwnError } from '../runtime/own-error.ts';
import { whyUnreadable } from '../runtime/why-unreadable.ts';

/**
 * The token that the program was started with: a file where one is named, else the variable, which other processes might see. It
 * is taken out of the environment, so that neither a child nor a report of Node's has it.
 */
export function readOwnCredential({
  apiTokenFile,
}: {
  readonly apiTokenFile: string | undefined;
}): Credential | undefined {
  const text = apiTokenFile === undefined ? process.env[variable] : readTokenFile(apiTokenFile);
  delete process.env[variable];
  const token = new SecretValue(text ?? '').trimmed();
  return token.sizeBytes === 0 ? undefined : Credential.apiToken(token);
}

const variable = 'CLOUDFLARE_API_TOKEN';

function readTokenFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new OwnError(`Cannot read the API token from ${path}: ${whyUnreadable(error)}; check --api-token-file`);
  }
}
