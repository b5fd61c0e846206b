import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';

/** `null` where there is no such file. */
export function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Writes the whole file or leaves it as it was, whenever the power goes. `mode`: of the new file, whatever the old one
 * had; `null`: the old one's. A link stays a link.
 */
export function writeWhole(file: string, text: string, mode: number | null): void {
  const target = realOf(file);
  const draft = `${target}.${process.pid}.tmp`;
  const wanted = mode ?? modeOf(target) ?? 0o644;
  rmSync(draft, { force: true });
  const handle = openSync(draft, 'wx', wanted);
  try {
    // The mode asked for at opening is cut by the umask.
    fchmodSync(handle, wanted);
    writeFileSync(handle, text);
    fsyncSync(handle);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  } finally {
    closeSync(handle);
  }
  renameSync(draft, target);
}

/** Puts back what was there before: a text, or nothing. */
export function putBack(file: string, text: string | null, mode: number | null): void {
  if (text === null) rmSync(file, { force: true });
  else writeWhole(file, text, mode);
}

function realOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/** `null` where there is no such file. */
export function modeOf(file: string): number | null {
  try {
    return statSync(file).mode & 0o777;
  } catch {
    return null;
  }
}
