import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

interface CommandOptions {
  readonly cwd?: string;
  /** In addition to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  /** Both outputs. */
  readonly output: string;
}

/** What a program said and how it ended; a program that is not there ends with 127. Never rejects. */
export async function runCommand(
  program: string,
  args: readonly string[],
  { cwd, env }: CommandOptions = {},
): Promise<CommandResult> {
  const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 64 * 2 ** 20 };
  try {
    const { stdout, stderr } = await execute(program, [...args], options);
    return resultOf(0, stdout, stderr);
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: number | string; stdout?: string; stderr?: string };
    if (code === 'ENOENT') return resultOf(127, '', `there is no ${program}`);
    return resultOf(typeof code === 'number' ? code : 1, stdout, stderr);
  }
}

const resultOf = (exitCode: number, stdout: string, stderr: string): CommandResult => ({
  exitCode,
  stdout: stdout.trimEnd(),
  output: `${stdout}${stderr}`.trimEnd(),
});
