import type { CommandLine } from './commandLine.ts';
import type { ExitCode } from './run.ts';

export async function exportFile(_line: CommandLine): Promise<ExitCode> {
  process.stderr.write('bp: export is not built yet\n');
  return 1;
}
