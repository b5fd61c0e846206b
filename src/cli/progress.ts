/** Shows on a terminal that something is being done, and takes that away when it is; elsewhere nothing. */
export async function showProgress<T>(line: string, work: () => Promise<T>): Promise<T> {
  const { stderr } = process;
  const seen = stderr.isTTY;
  if (seen) stderr.write(line);
  try {
    return await work();
  } finally {
    if (seen) stderr.write(`\r${' '.repeat(line.length)}\r`);
  }
}
