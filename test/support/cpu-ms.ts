/** How long a piece of work keeps this thread busy, milliseconds. By the clock, other test files on the same cores would count, too. */
export function cpuMs(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}
