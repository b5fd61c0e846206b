import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DiskFacts } from './check.ts';

/** Reads of a file, and of the disk it is on; where it is not there yet, of the nearest folder that is. */
export async function readDisk(file: string): Promise<DiskFacts> {
  const found = await stat(file).catch(nullWhereMissing);
  const { bavail, bsize } = await statfs(found === null ? await nearestFolder(dirname(file)) : file);
  return { freeBytes: bavail * bsize, mode: found === null ? null : found.mode & 0o777 };
}

async function nearestFolder(folder: string): Promise<string> {
  const found = await stat(folder).catch(nullWhereMissing);
  return found !== null || dirname(folder) === folder ? folder : nearestFolder(dirname(folder));
}

function nullWhereMissing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
}
