import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { complete, type Lockfile } from './lockfile/complete.ts';

/**
 * `npm ci` refuses a lock file without the optional packages of every platform, and `npm install` leaves out those that its
 * registry does not offer. This adds them. Run it after `npm install`, when `npm ci` says `Missing: … from lock file`.
 */
const file = join(import.meta.dirname, '..', 'package-lock.json');
const { lockfile, added } = complete(JSON.parse(readFileSync(file, 'utf8')) as Lockfile);
writeFileSync(file, `${JSON.stringify(lockfile, null, 2)}\n`);
console.log(added.length === 0 ? 'The lock file is complete' : `added ${added.join(', ')}`);
