/** The process of `resident.ts`: runs each command line that it is sent; its exit code and a `MARK` end what it printed. */
import { main } from '../../src/cli/main.ts';
import { MARK, type Line } from './resident.ts';

process.on('message', ({ cwd, args }: Line) => {
  void runLine(cwd, args).then((code) => {
    process.stdout.write(`${code}${MARK}`);
    process.stderr.write(MARK);
  });
});
process.once('disconnect', () => process.exit());

async function runLine(cwd: string, args: readonly string[]): Promise<number> {
  process.chdir(cwd);
  await main(['node', 'pithead', ...args]);
  const code = Number(process.exitCode ?? 0);
  process.exitCode = undefined;
  // Each `main` adds its own.
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners('error');
  return code;
}
