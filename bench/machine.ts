import { statfsSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

/** Types of file systems by their magic numbers (statfs(2)); what lives in memory proves nothing about a disk. */
const FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0xef53, 'ext4'],
  [0x9123683e, 'btrfs'],
  [0x58465342, 'xfs'],
  [0xf2f52010, 'f2fs'],
  [0x794c7630, 'overlayfs'],
  [0x01021994, 'tmpfs'],
]);

export function fileSystemOf(dir: string): string {
  const { type } = statfsSync(dir);
  return FILE_SYSTEMS.get(type) ?? `0x${type.toString(16)}`;
}

/** What the figures were measured on, in one line. */
export function describeMachine(dir: string): string {
  const cores = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const model = cores[0]?.model.trim() ?? 'unknown processor';
  return `${model}, ${cores.length} cores, ${memory} GiB, Node ${process.version}, ${fileSystemOf(dir)}`;
}
