import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { failed, type Result, success } from '../../src/core/result.ts';
import { runCommand } from './run-command.ts';
import { userCacheDirectory } from './user-cache.ts';

/**
 * The path of promtool: that of the machine, else the one of Debian's package `prometheus`, which is unpacked into our cache
 * and not installed; or why there is none. A download of 19 MB at most, once.
 */
export async function findPromtool(): Promise<Result<string, string>> {
  if ((await runCommand('promtool', ['--version'])).exitCode === 0) return success('promtool');
  const cache = userCacheDirectory(process.env, process.platform);
  const path = join(cache, 'promtool');
  if (existsSync(path)) return success(path);
  await mkdir(cache, { recursive: true });
  const unpacked = await mkdtemp(join(cache, 'unpacking-'));
  try {
    const problem = await unpackDebianPackage('prometheus', unpacked);
    if (problem !== undefined) return failed(`there is no promtool on the PATH, and ${problem}`);
    await rename(join(unpacked, 'usr', 'bin', 'promtool'), path);
    return success(path);
  } finally {
    await rm(unpacked, { recursive: true, force: true });
  }
}

/** Unpacks the newest version that apt knows of; gives what was in the way. */
async function unpackDebianPackage(name: string, into: string): Promise<string | undefined> {
  let downloaded = await runCommand('apt-get', ['download', name], { cwd: into });
  if (downloaded.exitCode === 127) return `Debian's package ${name} cannot be had here: ${downloaded.output}`;
  if (downloaded.exitCode !== 0) {
    await runCommand('apt-get', ['update']);
    downloaded = await runCommand('apt-get', ['download', name], { cwd: into });
  }
  if (downloaded.exitCode !== 0) return `apt-get cannot download ${name}: ${lastLineOf(downloaded.output)}`;
  const unpacked = await runCommand('sh', ['-c', `dpkg-deb --extract ${name}_*.deb .`], { cwd: into });
  return unpacked.exitCode === 0 ? undefined : `dpkg-deb cannot unpack ${name}: ${lastLineOf(unpacked.output)}`;
}

const lastLineOf = (output: string): string => output.split('\n').at(-1) ?? '';
