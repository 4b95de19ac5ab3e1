import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

interface CommandOptions {
  readonly cwd?: string;
  /** In addition to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a program said on both outputs and how it ended; a program that is not there ends with 127. Never rejects. */
export async function runCommand(
  program: string,
  args: readonly string[],
  { cwd, env }: CommandOptions = {},
): Promise<{ readonly exitCode: number; readonly output: string }> {
  const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 64 * 2 ** 20 };
  try {
    const { stdout, stderr } = await execute(program, [...args], options);
    return { exitCode: 0, output: `${stdout}${stderr}`.trimEnd() };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: number | string; stdout?: string; stderr?: string };
    if (code === 'ENOENT') return { exitCode: 127, output: `there is no ${program}` };
    return { exitCode: typeof code === 'number' ? code : 1, output: `${stdout}${stderr}`.trimEnd() };
  }
}
